import { QuireError } from "@/lib/protocol/errors";
import type { ViewOutput } from "@/lib/protocol/view";
import type { CellScope } from "../cell-scope";
import type { Tf } from "../context";
import { describe } from "../variables";
import { CannotTravel, encodeValue } from "./encode";

/** The value of a name, written down so that another kernel can have it. */
export async function writeVariable(
  scope: CellScope,
  name: string,
  tf: Tf | undefined,
): Promise<ViewOutput<"variable.value">> {
  if (!scope.has(name)) throw new QuireError("NOT_FOUND", `No cell has given ${name} a value.`);
  const value = scope.get(name);
  try {
    const { manifest, parts } = await encodeValue(value, tf);
    const { type, size } = describe(value);
    const inOrder = manifest.parts.map(({ hash }) => parts.get(hash) ?? new Uint8Array());
    return { ok: true, type, size, manifest, parts: inOrder };
  } catch (error) {
    if (error instanceof CannotTravel) return { ok: false, reason: error.message };
    throw error;
  }
}

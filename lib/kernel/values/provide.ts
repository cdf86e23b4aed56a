import type { ProvidedValue } from "@/lib/protocol/kernel";
import type { CellScope } from "../cell-scope";
import type { CellContext } from "../context";
import { ProgressBar } from "../quire/progress";
import { decodeValue, type Makers } from "./decode";

/** So many bytes take long enough for a bar. */
const WORTH_A_BAR = 4_000_000;

interface Tools {
  context: CellContext;
  makers: Makers;
  importName: (specifier: string, name: string) => Promise<unknown>;
}

/** Gives the scope the names of cells that ran elsewhere, as far as it lacks them. */
export async function provideValues(
  values: readonly ProvidedValue[],
  scope: CellScope,
  { context, makers, importName }: Tools,
): Promise<void> {
  const missing = values.filter(({ cellId, name }) => scope.ownerOf(name) !== cellId);
  const bytes = missing.reduce((sum, one) => sum + sizeOf(one), 0);
  const bar = bytes > WORTH_A_BAR ? new ProgressBar(context, "Loading what ran on the server", bytes) : undefined;
  const read = async (hash: string) => {
    context.signal.throwIfAborted();
    const part = await context.host.call("values.part", { hash }, context.executionId);
    bar?.advance(part.byteLength);
    return part;
  };
  for (const one of missing) {
    const value = "from" in one ? await imported(one.from, importName) : await decodeValue(one.manifest, read, makers);
    scope.provide(one.cellId, one.name, () => value);
  }
  bar?.done();
}

const sizeOf = (value: ProvidedValue): number =>
  "manifest" in value ? value.manifest.parts.reduce((sum, { bytes }) => sum + bytes, 0) : 0;

/** `from` as the analysis of a cell writes it: `* of @tensorflow/tfjs`. */
function imported(from: string, importName: Tools["importName"]): Promise<unknown> {
  const at = from.indexOf(" of ");
  return importName(from.slice(at + " of ".length), from.slice(0, at));
}

import { QuireError } from "@/lib/protocol/errors";
import type { Tensor } from "./tensor";

/** Stands for a bare NaN, Infinity or -Infinity while JSON.parse runs; no client can send a NUL key by chance. */
const MARK = "\u0000number";
/** Strings are matched first, so that a token within one stays text. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** JSON in which NaN and infinities may stand bare, as TensorFlow Serving reads and writes it. */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/NaN|Infinity/.test(text)) return parseMarked(text);
    throw malformed(error);
  }
}

function parseMarked(text: string): unknown {
  const marked = text.replace(tokens, (token) => (token.startsWith('"') ? token : JSON.stringify({ [MARK]: token })));
  try {
    return JSON.parse(marked, (_key, value: unknown) => {
      if (typeof value !== "object" || value === null || !(MARK in value)) return value;
      return Number(value[MARK]);
    });
  } catch (error) {
    throw malformed(error);
  }
}

const malformed = (error: unknown) =>
  new QuireError(
    "BAD_REQUEST",
    `The body is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`,
  );

/** A tensor, or a part of it from `offset`, as nested JSON arrays. */
export function writeNested(
  { data, dtype }: Pick<Tensor, "data" | "dtype">,
  shape: readonly number[],
  offset = 0,
): string {
  const [size, ...rest] = shape;
  if (size === undefined) return writeValue(data[offset], dtype);
  const step = rest.reduce((product, n) => product * n, 1);
  const parts: string[] = [];
  for (let i = 0; i < size; i++) parts.push(writeNested({ data, dtype }, rest, offset + i * step));
  return `[${parts.join(",")}]`;
}

function writeValue(value: number | string | undefined, dtype: Tensor["dtype"]): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === undefined) return "null";
  if (dtype === "bool") return value === 0 ? "false" : "true";
  return dtype === "float32" ? writeFloat(value) : String(value);
}

/** The shortest decimal that reads back as the same float32. */
export function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

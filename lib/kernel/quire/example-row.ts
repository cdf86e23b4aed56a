import { QuireError } from "@/lib/protocol/errors";
import type { TensorSpec } from "@/lib/protocol/model";

type Nested = number | boolean | string | Nested[];

/** The example as the endpoint takes one row: nested arrays of the input's shape without its batch; several inputs by name. */
export function exampleRow(example: unknown, inputs: readonly TensorSpec[]): Nested | Record<string, Nested> {
  const only = inputs[0];
  if (inputs.length === 1 && only) return rowOf(example, only);
  const named = typeof example === "object" && example !== null ? example : {};
  return Object.fromEntries(inputs.map((input) => [input.name, rowOf(Reflect.get(named, input.name), input)]));
}

function rowOf(value: unknown, input: TensorSpec): Nested {
  const wanted = input.shape.slice(1);
  const nested = plain(value);
  if (nested === undefined) throw mismatch(input, wanted, "something that is not made of numbers");
  const found = shapeOf(nested);
  if (fits(found, wanted)) return nested;
  // One row with its batch of one, as `predict` takes it.
  if (Array.isArray(nested) && nested.length === 1 && nested[0] !== undefined && fits(found.slice(1), wanted))
    return nested[0];
  const size = wanted.reduce((product, n) => product * n, 1);
  if (found.length === 1 && found[0] === size && Array.isArray(nested)) return folded(nested, wanted);
  throw mismatch(input, wanted, `one of shape [${found.join(", ")}]`);
}

const mismatch = (input: TensorSpec, wanted: readonly number[], got: string) =>
  new QuireError(
    "BAD_REQUEST",
    `run.saveModel needs an example of shape [${wanted.join(", ")}] (one row of "${input.name}", without the batch), got ${got}.`,
  );

/** Typed arrays and arrays of them as plain nested arrays. */
function plain(value: unknown): Nested | undefined {
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string") return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>);
  if (!Array.isArray(value)) return undefined;
  const items = value.map(plain);
  return items.every((item) => item !== undefined) ? items : undefined;
}

/**
 * The example with its tensors read. Never by `arraySync`: on WebGPU that is slow, and there are adapters on which every
 * read after it fails.
 */
export async function readTensors(value: unknown): Promise<unknown> {
  if (isTensor(value)) return value.array();
  if (Array.isArray(value)) return Promise.all(value.map(readTensors));
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).map(
    async ([key, item]: [string, unknown]) => [key, await readTensors(item)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** By its shape, not its class: this file does not load TensorFlow.js. */
const isTensor = (value: unknown): value is { array(): Promise<unknown> } =>
  typeof value === "object" &&
  value !== null &&
  "arraySync" in value &&
  "array" in value &&
  typeof value.array === "function";

function shapeOf(value: Nested): number[] {
  return Array.isArray(value) ? [value.length, ...(value[0] === undefined ? [] : shapeOf(value[0]))] : [];
}

const fits = (found: readonly number[], wanted: readonly number[]) =>
  found.length === wanted.length && wanted.every((size, index) => size === -1 || size === found[index]);

function folded(flat: Nested[], shape: readonly number[]): Nested {
  const [size, ...rest] = shape;
  if (size === undefined || rest.length === 0) return flat;
  const stride = flat.length / size;
  return Array.from({ length: size }, (_, index) => folded(flat.slice(index * stride, (index + 1) * stride), rest));
}

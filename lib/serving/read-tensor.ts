import { QuireError } from "@/lib/protocol/errors";
import type { TensorSpec } from "@/lib/protocol/model";
import { type Dtype, emptyData, sizeOf, type Tensor, type TensorData } from "./tensor";

const showShape = (shape: readonly number[]) => `[${shape.join(", ")}]`;
const typeNames: Record<Dtype, string> = {
  float32: "numbers",
  int32: "whole numbers",
  bool: "true or false",
  string: "text",
};

const refuse = (spec: TensorSpec, problem: string): never => {
  throw new QuireError(
    "BAD_REQUEST",
    `The input "${spec.name}" ${problem}. It takes ${typeNames[spec.dtype]} of shape ${showShape(spec.shape)} (-1: any size).`,
  );
};

/** `{"b64": …}`: bytes in JSON. */
export const isBytes = (value: unknown): value is { b64: string } =>
  typeof value === "object" &&
  value !== null &&
  "b64" in value &&
  typeof value.b64 === "string" &&
  Object.keys(value).length === 1;

/** Nested JSON arrays as a tensor of that form. What does not fit is a BAD_REQUEST that says what was expected and what came. */
export function readTensor(spec: TensorSpec, value: unknown): Tensor {
  const shape = shapeOf(value);
  const fits =
    shape.length === spec.shape.length && spec.shape.every((size, axis) => size === -1 || size === shape[axis]);
  if (!fits) refuse(spec, `has the shape ${showShape(shape)}`);
  const data = emptyData(spec.dtype, sizeOf(shape));
  fill(spec, data, shape, value, { next: 0, path: "" });
  return { dtype: spec.dtype, shape, data };
}

/** As its first elements say; `fill` finds the ones that differ. */
function shapeOf(value: unknown): number[] {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0] as unknown) shape.push(inner.length);
  return shape;
}

function fill(
  spec: TensorSpec,
  data: TensorData,
  shape: readonly number[],
  value: unknown,
  at: { next: number; path: string },
): void {
  const [size, ...rest] = shape;
  if (size === undefined) {
    data[at.next++] = scalar(spec, value, at.path);
    return;
  }
  if (!Array.isArray(value))
    return refuse(spec, `has ${describe(value)} at ${at.path || "its start"} where a list of ${size} was expected`);
  if (value.length !== size)
    return refuse(
      spec,
      `is ragged: the list at ${at.path || "its start"} has ${value.length} elements where ${size} were expected`,
    );
  const { path } = at;
  for (let i = 0; i < size; i++) {
    at.path = `${path}[${i}]`;
    fill(spec, data, rest, value[i], at);
  }
  at.path = path;
}

function scalar(spec: TensorSpec, value: unknown, path: string): never {
  const wrong = () => refuse(spec, `has ${describe(value)} at ${path || "its start"}`);
  const read = { float32: readNumber, int32: readInteger, bool: readTruth, string: readText }[spec.dtype](value);
  // Each dtype's reader gives what its array holds; TypeScript cannot see that the two go together.
  return (read === undefined ? wrong() : read) as never;
}

const readNumber = (value: unknown) => (typeof value === "number" ? value : undefined);
const readTruth = (value: unknown) =>
  value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : undefined;
const readInteger = (value: unknown) => (typeof value === "number" && (value | 0) === value ? value : undefined);

function readText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!isBytes(value)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(value.b64), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return `the text ${JSON.stringify(value.slice(0, 20))}`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  return "an object";
}

import type { InspectType } from "./inspect-node";

export interface Headline {
  type: InspectType;
  text: string;
}

/** A tensor of TensorFlow.js, told by its shape, so that showing values loads nothing. */
export interface TensorLike {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly isDisposed: boolean;
  data(): Promise<ArrayLike<number | string>>;
  reshape(shape: number[]): TensorLike;
  slice(begin: number[], size: number[]): TensorLike;
  dispose(): void;
}

export function asTensorLike(value: unknown): TensorLike | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const like = value as Partial<TensorLike> & { dataId?: unknown };
  const is =
    typeof like.dtype === "string" &&
    Array.isArray(like.shape) &&
    typeof like.dataId === "object" &&
    typeof like.data === "function";
  return is ? (like as TensorLike) : undefined;
}

/** Objects that are shown on one line and hold nothing for the reader. */
export function plainObjectLeaf(value: object): Headline | undefined {
  if (value instanceof Date)
    return { type: "date", text: Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString() };
  if (value instanceof RegExp) return { type: "regexp", text: String(value) };
  if (value instanceof Promise) return { type: "promise", text: "Promise" };
  if (value instanceof URL) return { type: "object", text: `URL ${value.href}` };
  if (value instanceof Blob) return { type: "object", text: blobText(value) };
  if (value instanceof Number || value instanceof Boolean || value instanceof String)
    return { type: "object", text: `[${constructorName(value)}: ${JSON.stringify(value.valueOf())}]` };
  const tensor = asTensorLike(value);
  return tensor && { type: "tensor", text: `Tensor ${tensor.dtype} [${tensor.shape.join(", ")}]` };
}

function blobText(blob: Blob): string {
  const name = typeof File === "function" && blob instanceof File ? `File ${JSON.stringify(blob.name)}` : "Blob";
  return `${name} ${blob.size} bytes${blob.type && ` ${blob.type}`}`;
}

/** What stands before an object's content. */
export function headline(value: object): Headline {
  if (Array.isArray(value)) return { type: "array", text: `Array(${value.length})` };
  const name = constructorName(value);
  if (value instanceof Map) return { type: "map", text: `${name}(${value.size})` };
  if (value instanceof Set) return { type: "set", text: `${name}(${value.size})` };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return { type: "typed-array", text: `${name}(${(value as Uint8Array).length})` };
  if (value instanceof ArrayBuffer || value instanceof DataView)
    return { type: "object", text: `${name}(${value.byteLength})` };
  if (value instanceof Error) return { type: "error", text: `${value.name}: ${value.message}` };
  return { type: "object", text: name };
}

function constructorName(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || typeof prototype !== "object") return "Object";
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  // Bundlers put a line before the name of a class that mentions itself.
  return typeof maker === "function" && maker.name ? maker.name.replace(/^_(?=[A-Z])/, "") : "Object";
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- any function at all
export function describeFunction(value: Function): Headline {
  const name = String(Object.getOwnPropertyDescriptor(value, "name")?.value ?? "");
  if (/^class\b/.test(Function.prototype.toString.call(value))) return { type: "class", text: `class ${name}`.trim() };
  return { type: "function", text: `ƒ ${name}(${"…".repeat(Math.min(1, value.length))})` };
}

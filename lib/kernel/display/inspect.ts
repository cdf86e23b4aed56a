import { z } from "zod";

export const INSPECT_MIME = "application/vnd.quire.inspect+json";

/** One value in the inspector's tree. */
export interface InspectNode {
  /** What it is, for its colour and its icon. `cut`: too deep to be followed. `circular`: an ancestor again. */
  type: InspectType;
  /** The value on one line: `42`, `"text"`, `Array(3)`, `Map(2)`, `class Point`. */
  text: string;
  /** What it holds; a map's keys are nodes. Absent where it can hold nothing. */
  children?: InspectChild[];
  /** How many further children were left out. */
  more?: number;
}
export interface InspectChild {
  key: string | InspectNode;
  value: InspectNode;
}

const inspectTypeSchema = z.enum([
  "undefined",
  "null",
  "boolean",
  "number",
  "bigint",
  "string",
  "symbol",
  "function",
  "class",
  "date",
  "regexp",
  "error",
  "array",
  "typed-array",
  "map",
  "set",
  "object",
  "promise",
  "tensor",
  "getter",
  "circular",
  "cut",
]);
export type InspectType = z.infer<typeof inspectTypeSchema>;

export const inspectNodeSchema: z.ZodType<InspectNode> = z.lazy(() =>
  z.object({
    type: inspectTypeSchema,
    text: z.string(),
    children: z.array(z.object({ key: z.union([z.string(), inspectNodeSchema]), value: inspectNodeSchema })).optional(),
    more: z.number().int().positive().optional(),
  }),
);

const MAX_DEPTH = 5;
const MAX_CHILDREN = 100;
const MAX_NODES = 2000;
const MAX_TEXT = 10_000;

/** The tree of any value. Reads no getters, follows no promises, never throws. */
export function inspect(value: unknown): InspectNode {
  return new Inspector().node(value, 0);
}

/** A node that holds nothing. */
const leaf = (type: InspectType, text: string): InspectNode => ({ type, text: cap(text) });
const cap = (text: string) =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;

class Inspector {
  #left = MAX_NODES;
  readonly #above: object[] = [];

  node(value: unknown, depth: number): InspectNode {
    this.#left--;
    switch (typeof value) {
      case "string":
        return leaf("string", JSON.stringify(value));
      case "number":
        return leaf("number", Object.is(value, -0) ? "-0" : String(value));
      case "bigint":
        return leaf("bigint", `${value}n`);
      case "symbol":
        return leaf("symbol", value.toString());
      case "boolean":
        return leaf("boolean", String(value));
      case "undefined":
        return leaf("undefined", "undefined");
      case "function":
        return describeFunction(value);
      default:
        return value === null ? leaf("null", "null") : this.#object(value as object, depth);
    }
  }

  #object(value: object, depth: number): InspectNode {
    try {
      if (this.#above.includes(value)) return leaf("circular", "[circular]");
      const plain = plainObjectLeaf(value);
      if (plain) return plain;
      if (depth >= MAX_DEPTH || this.#left <= 0) return leaf("cut", headline(value).text);
      this.#above.push(value);
      const node = this.#holder(value, depth + 1);
      this.#above.pop();
      return node;
    } catch {
      return leaf("object", "[cannot be shown]");
    }
  }

  #holder(value: object, depth: number): InspectNode {
    const { type, text } = headline(value);
    if (value instanceof Map) {
      return this.#held(type, text, value.size, value, ([key, item]: [unknown, unknown]) => ({
        key: this.node(key, depth),
        value: this.node(item, depth),
      }));
    }
    if (value instanceof Set) {
      return this.#held(type, text, value.size, value, (item: unknown, index) => ({
        key: String(index),
        value: this.node(item, depth),
      }));
    }
    if (Array.isArray(value) || type === "typed-array") {
      const items = value as unknown[];
      return this.#held(type, text, items.length, items, (item, index) => ({
        key: String(index),
        value: this.node(item, depth),
      }));
    }
    const keys = Reflect.ownKeys(value).filter((key) => Object.getOwnPropertyDescriptor(value, key)?.enumerable);
    return this.#held(type, text, keys.length, keys, (key) => ({
      key: key.toString(),
      value: this.#property(value, key, depth),
    }));
  }

  #held<T>(
    type: InspectType,
    text: string,
    size: number,
    items: Iterable<T>,
    show: (item: T, index: number) => InspectChild,
  ): InspectNode {
    const children: InspectChild[] = [];
    for (const item of items) {
      if (children.length >= MAX_CHILDREN || this.#left <= 0) break;
      children.push(show(item, children.length));
    }
    return { type, text, children, ...(size > children.length && { more: size - children.length }) };
  }

  #property(value: object, key: PropertyKey, depth: number): InspectNode {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property?.get) return leaf("getter", "(getter)");
    return this.node(property?.value, depth);
  }
}

/** Objects that are shown on one line and hold nothing for the reader. */
function plainObjectLeaf(value: object): InspectNode | undefined {
  if (value instanceof Date) return leaf("date", Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString());
  if (value instanceof RegExp) return leaf("regexp", String(value));
  if (value instanceof Promise) return leaf("promise", "Promise");
  if (value instanceof Error) return leaf("error", `${value.name}: ${value.message}`);
  const tensor = asTensorLike(value);
  if (tensor) return leaf("tensor", `Tensor ${tensor.dtype} [${tensor.shape.join(", ")}]`);
  return undefined;
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

function headline(value: object): { type: InspectType; text: string } {
  const name = constructorName(value);
  if (Array.isArray(value)) return { type: "array", text: `Array(${value.length})` };
  if (value instanceof Map) return { type: "map", text: `Map(${value.size})` };
  if (value instanceof Set) return { type: "set", text: `Set(${value.size})` };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return { type: "typed-array", text: `${name}(${(value as Uint8Array).length})` };
  }
  if (value instanceof ArrayBuffer) return { type: "object", text: `ArrayBuffer(${value.byteLength})` };
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
function describeFunction(value: Function): InspectNode {
  const name = String(Object.getOwnPropertyDescriptor(value, "name")?.value ?? "");
  if (/^class\b/.test(Function.prototype.toString.call(value))) return leaf("class", `class ${name}`.trim());
  return leaf("function", `ƒ ${name}(${"…".repeat(Math.min(1, value.length))})`);
}

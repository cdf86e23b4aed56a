import { asTensorLike, describeFunction, headline, plainObjectLeaf } from "./describe";
import type { InspectChild, InspectNode, InspectType } from "./inspect-node";
import type { Keep } from "./live-values";

const MAX_DEPTH = 5;
const MAX_CHILDREN = 100;
const MAX_NODES = 2000;
const MAX_TEXT = 10_000;
const MAX_INHERITED = 50;

/** The tree of any value. Reads no getters, follows no promises, never throws. With `keep`, what is cut off can be asked for later. */
export function inspect(value: unknown, keep?: Keep): InspectNode {
  return new Inspector(keep).node(value, 0);
}

/** More of what a value holds: `count` children from the `from`-th on, and how many come after them. */
export function inspectChildren(
  value: unknown,
  from: number,
  count: number,
  keep?: Keep,
): { children: InspectChild[]; more: number } {
  if (typeof value !== "object" || value === null) return { children: [], more: 0 };
  return new Inspector(keep).page(value, from, count);
}

/** A node that holds nothing. */
const leaf = (type: InspectType, text: string): InspectNode => ({ type, text });
const circular = leaf("circular", "[circular]");
const unshowable = leaf("object", "[cannot be shown]");

/** What an object holds: how much, and the content from some place on. */
interface Content {
  size: number;
  from(start: number): Iterable<() => InspectChild>;
}

class Inspector {
  #left = MAX_NODES;
  readonly #above: object[] = [];

  constructor(private readonly keep: Keep | undefined) {}

  node(value: unknown, depth: number): InspectNode {
    this.#left--;
    switch (typeof value) {
      case "string":
        return this.#text("string", value);
      case "number":
        return leaf("number", Object.is(value, -0) ? "-0" : String(value));
      case "bigint":
        return this.#text("bigint", value);
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

  page(value: object, from: number, count: number): { children: InspectChild[]; more: number } {
    this.#above.push(value);
    const { children = [], more = 0 } = this.#held(this.#content(value, 1), from, count);
    return { children, more };
  }

  /** A long text is cut before it is quoted: to quote 100 MB would take seconds. */
  #text(type: "string" | "bigint", value: string | bigint): InspectNode {
    const text = type === "bigint" ? `${value}n` : String(value);
    const shown = text.slice(0, MAX_TEXT);
    const quoted = type === "string" ? JSON.stringify(shown) : shown;
    if (shown.length === text.length) return leaf(type, quoted);
    const more = text.length - shown.length;
    return { type, text: `${quoted}… (${text.length} characters)`, more, ...this.#ref(() => text) };
  }

  #ref(read: () => unknown): { ref?: string } {
    const ref = this.keep?.(read);
    return ref === undefined ? {} : { ref };
  }

  #object(value: object, depth: number): InspectNode {
    try {
      if (this.#above.includes(value)) return circular;
      const plain = plainObjectLeaf(value);
      if (plain) return { ...plain, text: plain.text.slice(0, MAX_TEXT) };
      if (depth >= MAX_DEPTH || this.#left <= 0)
        return { type: "cut", text: headline(value).text.slice(0, MAX_TEXT), ...this.#ref(() => value) };
      this.#above.push(value);
      const node = this.#holder(value, depth);
      this.#above.pop();
      return node;
    } catch {
      return unshowable;
    }
  }

  #holder(value: object, depth: number): InspectNode {
    const { type, text } = headline(value);
    const held = this.#held(this.#content(value, depth + 1), 0, MAX_CHILDREN);
    if (depth === 0) held.children.push(...this.#inherited(value));
    if (type === "error" && held.children.length === 0) return leaf(type, text.slice(0, MAX_TEXT));
    const { children, more } = held;
    return { type, text: text.slice(0, MAX_TEXT), children, ...(more > 0 && { more, ...this.#ref(() => value) }) };
  }

  #held(content: Content, from: number, count: number): { children: InspectChild[]; more: number } {
    const children: InspectChild[] = [];
    for (const show of content.from(from)) {
      if (children.length >= count || this.#left <= 0) break;
      children.push(show());
    }
    return { children, more: Math.max(0, content.size - from - children.length) };
  }

  #content(value: object, depth: number): Content {
    const item = (key: string | InspectNode, one: unknown) => () => ({ key, value: this.node(one, depth) });
    if (value instanceof Map)
      return iterated(value.size, value, ([key, one]: [unknown, unknown]) => () => ({
        key: this.node(key, depth),
        value: this.node(one, depth),
      }));
    if (value instanceof Set) return iterated(value.size, value, (one, index) => item(String(index), one));
    if (value instanceof ArrayBuffer) return indexed(1, () => item("bytes", new Uint8Array(value)));
    if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
      const items = value as ArrayLike<unknown>;
      return indexed(items.length, (index) =>
        index in items
          ? item(String(index), items[index])
          : () => ({ key: String(index), value: leaf("undefined", "empty") }),
      );
    }
    const keys = shownKeys(value);
    return indexed(keys.length, (index) => {
      const key = keys[index] as PropertyKey;
      return () => ({ key: key.toString(), value: this.#property(value, key, depth) });
    });
  }

  #property(value: object, key: PropertyKey, depth: number): InspectNode {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property?.get) return this.#getter(value, key);
    return this.node(property?.value, depth);
  }

  #getter(value: object, key: PropertyKey): InspectNode {
    return { type: "getter", text: "(getter)", ...this.#ref(() => Reflect.get(value, key)) };
  }

  /** Getters of its classes: of things that the host made (a response, a device) they are all there is to see. */
  #inherited(value: object): InspectChild[] {
    if (!this.keep || ArrayBuffer.isView(value) || Array.isArray(value) || asTensorLike(value)) return [];
    const found = new Map<string, InspectChild>();
    let prototype: unknown = Object.getPrototypeOf(value);
    while (typeof prototype === "object" && prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
        if (property.get && found.size < MAX_INHERITED && !Object.hasOwn(value, key))
          found.set(key, { key, value: this.#getter(value, key), inherited: true });
      prototype = Object.getPrototypeOf(prototype);
    }
    found.delete("size");
    return [...found.values()];
  }
}

/** An error's cause and parts are not enumerable, and what a reader wants to see. */
function shownKeys(value: object): PropertyKey[] {
  const keys = Reflect.ownKeys(value).filter((key) => Object.getOwnPropertyDescriptor(value, key)?.enumerable);
  if (!(value instanceof Error)) return keys;
  return [...["cause", "errors"].filter((key) => Object.hasOwn(value, key) && !keys.includes(key)), ...keys];
}

function indexed(size: number, at: (index: number) => () => InspectChild): Content {
  return {
    size,
    *from(start) {
      for (let index = start; index < size; index++) yield at(index);
    },
  };
}

function iterated<T>(size: number, items: Iterable<T>, at: (item: T, index: number) => () => InspectChild): Content {
  return {
    size,
    *from(start) {
      let index = 0;
      for (const item of items) {
        if (index >= start) yield at(item, index);
        index++;
      }
    },
  };
}

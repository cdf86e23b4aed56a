/**
 * What the language brings along and the kernel stands on, as it was at the start. A cell may replace any of it (`Array.prototype.map`,
 * `JSON.stringify`); the kernel puts it back after the cell, and says so.
 */
const { getOwnPropertyDescriptor, defineProperty } = Object;
const { ownKeys, apply } = Reflect;
const pushTo = Array.prototype.push;

const roots: [name: string, holder: object][] = [
  ["Object", Object],
  ["Object.prototype", Object.prototype],
  ["Function.prototype", Function.prototype],
  ["Array", Array],
  ["Array.prototype", Array.prototype],
  ["String.prototype", String.prototype],
  ["Number", Number],
  ["Number.prototype", Number.prototype],
  ["Map.prototype", Map.prototype],
  ["Set.prototype", Set.prototype],
  ["WeakMap.prototype", WeakMap.prototype],
  ["RegExp.prototype", RegExp.prototype],
  ["Promise", Promise],
  ["Promise.prototype", Promise.prototype],
  ["Uint8Array.prototype", Object.getPrototypeOf(Uint8Array.prototype) as object],
  ["JSON", JSON],
  ["Reflect", Reflect],
  ["Symbol", Symbol],
  ["Error", Error],
  ["console", console],
];

/** Names of the realm itself that the kernel uses. */
const globals = [
  "Object Function Array String Number Boolean Symbol Map Set WeakMap RegExp Promise JSON Reflect Proxy Error Date",
  "Uint8Array Float32Array Float64Array ArrayBuffer TextEncoder TextDecoder Blob URL Intl Math crypto performance console",
  "setTimeout clearTimeout queueMicrotask structuredClone AbortController postMessage",
]
  .join(" ")
  .split(" ");

interface Kept {
  name: string;
  holder: object;
  key: PropertyKey;
  was: PropertyDescriptor;
}

export class Intrinsics {
  readonly #kept: Kept[] = [];

  constructor() {
    for (const [name, holder] of roots)
      for (const key of ownKeys(holder)) this.#keep(`${name}.${String(key)}`, holder, key);
    for (const key of globals) {
      // Some realms put such a part in place when it is first read: that is no change by a cell.
      Reflect.get(globalThis, key);
      this.#keep(key, globalThis, key);
    }
  }

  /** Puts back what was replaced or removed; answers with its names. Uses nothing that a cell could have replaced. */
  restore(): string[] {
    const changed: string[] = [];
    for (let i = 0; i < this.#kept.length; i++) {
      const { name, holder, key, was } = this.#kept[i] as Kept;
      const now = getOwnPropertyDescriptor(holder, key);
      if (now && now.value === was.value && now.get === was.get) continue;
      apply(pushTo, changed, [name]);
      if (was.configurable === true || now?.writable === true) defineProperty(holder, key, was);
    }
    return changed;
  }

  #keep(name: string, holder: object, key: PropertyKey): void {
    const was = getOwnPropertyDescriptor(holder, key);
    // `Error.stackTraceLimit` and the like are settings, not parts.
    const isPart = was && (typeof was.value === "function" || typeof was.value === "object" || was.get !== undefined);
    if (was && isPart) this.#kept.push({ name, holder, key, was });
  }
}

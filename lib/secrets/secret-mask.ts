import { formsOf } from "./forms";

/** Characters that are looked up at once. */
const GRAM = 6;
/** So many characters of a secret in a row are masked: every run of that length holds a gram that begins at a multiple of GRAM. */
export const SHORTEST_RUN = 2 * GRAM - 1;

interface Found {
  from: number;
  to: number;
  name: string;
}

const maskOf = (name: string) => `•••• ${name}`;

/**
 * Finds the secrets that it was told in whatever passes, in any usual form, whole or in part: outputs cut long texts, and a
 * part of a key is a clue. What a program does to a value on purpose (reverses it, spells it out) it cannot know.
 */
export class SecretMask {
  readonly #values = new Set<string>();
  /** By gram, the secret it belongs to. */
  readonly #grams = new Map<string, string>();
  /** Forms too short to be found by their grams. */
  readonly #short = new Map<string, string>();

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  add(name: string, value: string): void {
    if (this.#values.has(value)) return;
    this.#values.add(value);
    for (const form of formsOf(value)) {
      if (form.length < SHORTEST_RUN) this.#short.set(form, name);
      else for (let at = 0; at + GRAM <= form.length; at++) this.#grams.set(form.slice(at, at + GRAM), name);
    }
  }

  text(text: string): string {
    const found = this.#find(text);
    if (found.length === 0) return text;
    let masked = "";
    let at = 0;
    for (const { from, to, name } of found) {
      masked += text.slice(at, from) + maskOf(name);
      at = to;
    }
    return masked + text.slice(at);
  }

  /** With stars in the places of a secret: a file keeps its length, so that a table within stays readable. */
  bytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.isEmpty) return bytes;
    // One character a byte, so that places in the text are places in the bytes.
    const found = this.#find(latin1(bytes));
    if (found.length === 0) return bytes;
    const masked = bytes.slice();
    for (const { from, to } of found) masked.fill(STAR, from, to);
    return masked;
  }

  /** All texts and bytes within, keys too. What holds no secret comes back as it is. */
  deep<T>(value: T): T {
    return this.isEmpty ? value : (this.#deep(value) as T);
  }

  #deep(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Uint8Array) return this.bytes(value as Uint8Array<ArrayBuffer>);
    if (Array.isArray(value)) return this.#list(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const entries = Object.entries(value);
    const masked = entries.map(([key, item]) => [this.text(key), this.#deep(item)] as const);
    const same = masked.every(([key, item], at) => key === entries[at]?.[0] && item === entries[at]?.[1]);
    return same ? value : Object.fromEntries(masked);
  }

  #list(list: readonly unknown[]): unknown {
    const masked = list.map((item) => this.#deep(item));
    return masked.every((item, at) => item === list[at]) ? list : masked;
  }

  #find(text: string): Found[] {
    const found = [...this.#runs(text), ...this.#whole(text)].sort((a, b) => a.from - b.from);
    const joined: Found[] = [];
    for (const one of found) {
      const last = joined.at(-1);
      if (last && one.from <= last.to) last.to = Math.max(last.to, one.to);
      else joined.push(one);
    }
    return joined;
  }

  /** Stretches of text that consist of grams of a secret. */
  #runs(text: string): Found[] {
    const runs: Found[] = [];
    const isGram = (at: number) => at >= 0 && this.#grams.has(text.slice(at, at + GRAM));
    for (let at = 0; at + GRAM <= text.length; at += GRAM) {
      const name = this.#grams.get(text.slice(at, at + GRAM));
      if (name === undefined) continue;
      let [from, last] = [at, at];
      while (isGram(from - 1)) from--;
      while (isGram(last + 1)) last++;
      const to = last + GRAM;
      if (to - from >= SHORTEST_RUN) runs.push({ from, to, name });
      at = last - (last % GRAM);
    }
    return runs;
  }

  #whole(text: string): Found[] {
    const found: Found[] = [];
    for (const [form, name] of this.#short)
      for (let from = text.indexOf(form); from >= 0; from = text.indexOf(form, from + form.length))
        found.push({ from, to: from + form.length, name });
    return found;
  }
}

const STAR = "*".charCodeAt(0);
const PIECE = 32_768;

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}

import { SCOPE_NAME } from "@/lib/graph/analyse-cell";

type Getter = () => unknown;
interface Publisher {
  cellId: string;
  get: Getter;
}

/** The names of all cells of a kernel session. Compiled cells see it as one object with a getter for each name. */
export class CellScope {
  readonly object: object;
  /** By name, the live definition first; the rest are further cells with the same import. */
  readonly #publishers = new Map<string, Publisher[]>();
  #publishing = "";

  constructor(importModule: (specifier: string, names?: readonly string[]) => Promise<unknown>) {
    const missing = new Proxy(Object.create(null) as object, { get: (_, name) => outside(name) });
    this.object = Object.create(missing, {
      $def: { value: (pairs: [string, Getter][]) => pairs.forEach(([name, get]) => this.#define(name, get)) },
      $import: { value: importModule },
      $typeof: {
        value: (name: string) =>
          this.has(name) ? typeof Reflect.get(this.object, name) : typeof Reflect.get(globalThis, name),
      },
    }) as object;
  }

  has(name: string): boolean {
    return this.#publishers.has(name);
  }

  /** The cell whose definition is live. */
  ownerOf(name: string): string | undefined {
    return this.#publishers.get(name)?.[0]?.cellId;
  }

  get(name: string): unknown {
    return Reflect.get(this.object, name);
  }

  /** Takes the cell's old names away; what is published before the next call is its own. */
  begin(cellId: string): void {
    this.forget(cellId);
    this.#publishing = cellId;
  }

  forget(cellId: string, names?: readonly string[]): void {
    for (const [name, publishers] of this.#publishers) {
      if (names && !names.includes(name)) continue;
      const rest = publishers.filter((publisher) => publisher.cellId !== cellId);
      if (rest.length < publishers.length) this.#set(name, rest);
    }
  }

  #define(name: string, get: Getter): void {
    this.#set(name, [{ cellId: this.#publishing, get }, ...(this.#publishers.get(name) ?? [])]);
  }

  #set(name: string, publishers: Publisher[]): void {
    const live = publishers[0];
    if (live) {
      this.#publishers.set(name, publishers);
      Object.defineProperty(this.object, name, { get: live.get, configurable: true, enumerable: true });
    } else {
      this.#publishers.delete(name);
      Reflect.deleteProperty(this.object, name);
    }
  }
}

/** A name that no cell has: perhaps a global that came after the cell was compiled. */
function outside(name: string | symbol): unknown {
  if (typeof name === "symbol") return undefined;
  if (name in globalThis) return Reflect.get(globalThis, name);
  if (name === SCOPE_NAME) return undefined;
  throw new ReferenceError(`${name} is not defined`);
}

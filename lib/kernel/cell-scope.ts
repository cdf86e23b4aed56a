import { SCOPE_NAME } from "@/lib/graph/analyse-cell";
import type { BoundName } from "./input-registry";

type Getter = () => unknown;
/** Of a name that holds an input: a person's change gives it another value. */
type Setter = (value: unknown) => void;
interface Publisher {
  cellId: string;
  get: Getter;
  set?: Setter;
}

/** What a compiled cell calls besides its names. */
export interface ScopeTools {
  importModule: (specifier: string, names?: readonly string[]) => Promise<unknown>;
  /** Makes an input that these names will hold. */
  withNames: (names: readonly BoundName[], make: () => unknown) => unknown;
}

/** The names of all cells of a kernel session. Compiled cells see it as one object with a getter for each name. */
export class CellScope {
  readonly object: object;
  /** By name, the live definition first; the rest are further cells with the same import. */
  readonly #publishers = new Map<string, Publisher[]>();
  #publishing = "";

  constructor(tools: ScopeTools) {
    const missing = new Proxy(Object.create(null) as object, { get: (_, name) => outside(name) });
    this.object = Object.create(missing, {
      $def: { value: (pairs: [string, Getter, Setter?][]) => pairs.forEach((pair) => this.define(...pair)) },
      $import: { value: tools.importModule },
      $input: {
        value:
          (names: BoundName[], from: object, kind: string) =>
          (...given: unknown[]) =>
            tools.withNames(names, () => Reflect.apply(Reflect.get(from, kind) as () => unknown, from, given)),
      },
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

  /** Every name that has a live definition, with its cell. */
  *names(): Iterable<[name: string, cellId: string]> {
    for (const [name, [live]] of this.#publishers) if (live) yield [name, live.cellId];
  }

  get(name: string): unknown {
    return Reflect.get(this.object, name);
  }

  /** Takes the cell's old names away; what is published before the next call is its own. */
  begin(cellId: string): void {
    this.forget(cellId);
    this.#publishing = cellId;
  }

  /** Gives a name of the cell another value, where the cell has published it so. */
  assign(cellId: string, name: string, value: unknown): void {
    this.#publishers
      .get(name)
      ?.find((publisher) => publisher.cellId === cellId)
      ?.set?.(value);
  }

  forget(cellId: string, names?: readonly string[]): void {
    for (const [name, publishers] of this.#publishers) {
      if (names && !names.includes(name)) continue;
      const rest = publishers.filter((publisher) => publisher.cellId !== cellId);
      if (rest.length < publishers.length) this.#set(name, rest);
    }
  }

  /** Publishes a name of a cell that ran elsewhere. */
  provide(cellId: string, name: string, get: Getter): void {
    this.#set(name, [{ cellId, get }, ...(this.#publishers.get(name) ?? [])]);
  }

  /** Publishes a name of the cell that `begin` was told. */
  define(name: string, get: Getter, set?: Setter): void {
    this.#set(name, [{ cellId: this.#publishing, get, set }, ...(this.#publishers.get(name) ?? [])]);
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

import type { Chosen, InputRef } from "@/lib/inputs/control";

/** A top-level name of a cell that holds an input's value, or the part of it at that place: `const [low, high] = input.range()`. */
export interface BoundName {
  name: string;
  at: string | number | null;
}

/** What the module `quire` asks of its kernel for inputs. */
export interface InputServices {
  /** What a person has chosen, or a parameter of the kernel; undefined where nobody has. */
  chosen(ref: InputRef): { from: "person" | "parameter"; value: unknown } | undefined;
  /** The names that the input made now will be held by. The next input gets none. */
  takeNames(): readonly BoundName[];
  /** A key that no other input of this execution has. */
  claimKey(executionId: string, wanted: string): string;
  /** `read` makes the cell's value of what was chosen; it becomes the value of the names when somebody changes it. */
  bind(ref: InputRef, names: readonly BoundName[], read: (chosen: unknown) => unknown): void;
}

interface Binding {
  names: readonly BoundName[];
  read: (chosen: unknown) => unknown;
}

const nothing: Chosen = { shared: {}, mine: {} };

/** The inputs of a kernel session: what people chose, and which names hold it. */
export class InputRegistry implements InputServices {
  readonly #chosen = new Map<string, Chosen>();
  readonly #bindings = new Map<string, Map<string, Binding>>();
  #names: readonly BoundName[] = [];
  #keys: { executionId: string; taken: Set<string> } = { executionId: "", taken: new Set() };

  constructor(
    private readonly parameters: Readonly<Record<string, unknown>>,
    /** Gives a cell's published name another value. */
    private readonly assign: (cellId: string, name: string, value: unknown) => void,
  ) {}

  /** The cell runs: its inputs are made anew, with what is chosen now. */
  begin(cellId: string, chosen: Chosen = nothing): void {
    this.#chosen.set(cellId, chosen);
    this.#bindings.delete(cellId);
  }

  /** The cell failed: its names may never have got a value. */
  unbind(cellId: string): void {
    this.#bindings.delete(cellId);
  }

  forget(cellId: string): void {
    this.#chosen.delete(cellId);
    this.#bindings.delete(cellId);
  }

  /** Somebody has changed an input: the names that hold it change, and nothing runs. */
  set({ cell, key, shared }: InputRef, value: unknown): void {
    const { shared: everyones, mine } = this.#chosen.get(cell) ?? nothing;
    const entry = { [key]: value as Chosen["mine"][string] };
    this.#chosen.set(
      cell,
      shared ? { shared: { ...everyones, ...entry }, mine } : { shared: everyones, mine: { ...mine, ...entry } },
    );
    const binding = this.#bindings.get(cell)?.get(key);
    if (!binding) return;
    const read = binding.read(value);
    for (const { name, at } of binding.names)
      this.assign(cell, name, at === null ? read : Reflect.get(Object(read), at));
  }

  /** Calls `make` so that the input which it makes is held by these names. Compiled cells use it. */
  withNames(names: readonly BoundName[], make: () => unknown): unknown {
    this.#names = names;
    try {
      return make();
    } finally {
      this.#names = [];
    }
  }

  chosen({ cell, key, shared }: InputRef): { from: "person" | "parameter"; value: unknown } | undefined {
    const values = this.#chosen.get(cell)?.[shared ? "shared" : "mine"] ?? {};
    if (Object.hasOwn(values, key)) return { from: "person", value: values[key] };
    if (Object.hasOwn(this.parameters, key)) return { from: "parameter", value: this.parameters[key] };
    return undefined;
  }

  takeNames(): readonly BoundName[] {
    const names = this.#names;
    this.#names = [];
    return names;
  }

  claimKey(executionId: string, wanted: string): string {
    if (this.#keys.executionId !== executionId) this.#keys = { executionId, taken: new Set() };
    const { taken } = this.#keys;
    let key = wanted;
    for (let count = 2; taken.has(key); count++) key = `${wanted} ${count}`;
    taken.add(key);
    return key;
  }

  bind({ cell, key }: InputRef, names: readonly BoundName[], read: (chosen: unknown) => unknown): void {
    const bindings = this.#bindings.get(cell) ?? new Map<string, Binding>();
    this.#bindings.set(cell, bindings.set(key, { names, read }));
  }
}

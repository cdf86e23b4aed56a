import type { CommandId } from "./commands";

export type CommandHandlers = Partial<Record<CommandId, () => void>>;

/**
 * Which commands work now. Pages and panels register handlers while they are there; a later one wins. Lives outside React,
 * read through `useSyncExternalStore`.
 */
export class CommandCenter {
  #layers: readonly CommandHandlers[] = [];
  #available: ReadonlySet<CommandId> = new Set();
  readonly #listeners = new Set<() => void>();

  register(handlers: CommandHandlers): () => void {
    this.#set([...this.#layers, handlers]);
    return () => this.#set(this.#layers.filter((layer) => layer !== handlers));
  }

  /** False where nobody handles it. */
  run(id: CommandId): boolean {
    const handler = this.#layers.findLast((layer) => layer[id])?.[id];
    handler?.();
    return handler !== undefined;
  }

  has(id: CommandId): boolean {
    return this.#available.has(id);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getAvailable = (): ReadonlySet<CommandId> => this.#available;

  #set(layers: readonly CommandHandlers[]): void {
    this.#layers = layers;
    this.#available = new Set(layers.flatMap((layer) => Object.keys(layer) as CommandId[]));
    for (const listener of this.#listeners) listener();
  }
}

/** The page has one keyboard. */
export const commandCenter = new CommandCenter();

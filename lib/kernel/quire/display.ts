import type { CellContext, KernelServices } from "../context";
import type * as api from "./quire";

/** `display` of one kernel. What is shown may need time to be drawn; it appears in the order in which it was asked for. */
export class Displays {
  #drawn: Promise<void> = Promise.resolve();

  constructor(private readonly kernel: KernelServices) {
    kernel.onExecutionEnd(() => this.#settle());
  }

  show(value: unknown): api.DisplayHandle {
    const context = this.kernel.current();
    const id = context.newDisplayId();
    this.#draw(context, id, value);
    return { id, update: (next) => this.#draw(context, id, next) };
  }

  #draw(context: CellContext, id: string, value: unknown): void {
    // Begun at once, so that it shows the value as it is now and not as the cell will have changed it.
    const bundle = Promise.resolve(this.kernel.render(value));
    bundle.catch(() => undefined);
    this.#drawn = this.#drawn.then(async () => context.emit({ kind: "display", id, bundle: await bundle }));
    this.#drawn.catch(() => undefined);
  }

  async #settle(): Promise<void> {
    const drawn = this.#drawn;
    this.#drawn = Promise.resolve();
    await drawn;
  }
}

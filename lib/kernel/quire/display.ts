import type { CellContext, KernelServices } from "../context";
import { OWN_DISPLAY } from "../display/render";
import type * as api from "./quire";

/** What makes of a person's value something that knows how it is shown. */
export type Form<Value> = (value: Value) => unknown;

/** `display` of one kernel. What is shown may need time to be drawn; it appears in the order in which it was asked for. */
export class Displays {
  #drawn: Promise<void> = Promise.resolve();

  constructor(private readonly kernel: KernelServices) {
    kernel.onExecutionEnd(() => this.#settle());
  }

  show(value: unknown): api.DisplayHandle {
    return this.showAs((same) => same, value);
  }

  /** Its handle shows later values in the same form. */
  showAs<Value>(form: Form<Value>, value: Value): api.DisplayHandle<Value> {
    const context = this.kernel.current();
    const id = context.newDisplayId();
    this.#draw(context, id, form(value));
    const handle: api.DisplayHandle<Value> = {
      id,
      update: (next) => this.#draw(context, id, form(next)),
      remove: () => this.#emit(context, id, Promise.resolve({})),
    };
    // As the last value of a cell it shows nothing more than it shows already.
    return Object.defineProperty(handle, OWN_DISPLAY, { value: {} });
  }

  #draw(context: CellContext, id: string, value: unknown): void {
    // Begun at once, so that it shows the value as it is now and not as the cell will have changed it.
    this.#emit(context, id, Promise.resolve(this.kernel.render(value, context)));
  }

  #emit(context: CellContext, id: string, bundle: Promise<Awaited<ReturnType<KernelServices["render"]>>>): void {
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

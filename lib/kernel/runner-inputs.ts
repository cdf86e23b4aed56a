import { INPUT_MIME, type InputRef, inputSchema, type Json } from "@/lib/inputs/control";
import type { MimeBundle } from "@/lib/protocol/output";

interface Change {
  ref: InputRef;
  value: Json;
  /** The person asks for what uses it to run. */
  press: boolean;
}

/** The inputs that cells have shown in this kernel, and changes of them that wait for the end of an execution. */
export class RunnerInputs {
  /** By cell and key: the names that hold the value. */
  readonly #names = new Map<string, Map<string, readonly string[]>>();
  readonly #changes = new Map<string, Change>();

  /** The cell runs, and makes its inputs anew, with the values that are chosen now. A press still asks for what uses it. */
  begin(cellId: string): void {
    this.#names.delete(cellId);
    for (const [place, { ref, press }] of this.#changes) if (ref.cell === cellId && !press) this.#changes.delete(place);
  }

  note(cellId: string, bundle: MimeBundle): void {
    if (!(INPUT_MIME in bundle)) return;
    const input = inputSchema.safeParse(bundle[INPUT_MIME]);
    if (!input.success || input.data.cell !== cellId) return;
    const names = this.#names.get(cellId) ?? new Map<string, readonly string[]>();
    this.#names.set(cellId, names.set(input.data.key, input.data.names));
  }

  /** Of several changes of one input the last counts, and a press among them. */
  change(change: Change): void {
    const place = JSON.stringify([change.ref.cell, change.ref.key]);
    const press = change.press || (this.#changes.get(place)?.press ?? false);
    this.#changes.set(place, { ...change, press });
  }

  /** The changes of inputs that this kernel has: all others count when their cells run. */
  take(): (Change & { names: readonly string[] })[] {
    const changes = [...this.#changes.values()];
    this.#changes.clear();
    return changes.flatMap((change) => {
      const names = this.#names.get(change.ref.cell)?.get(change.ref.key);
      return names ? [{ ...change, names }] : [];
    });
  }

  clear(): void {
    this.#names.clear();
    this.#changes.clear();
  }
}

import type * as Y from "yjs";
import type { CellDiagnostic, LanguageCallName, LanguageInput, LanguageOutput } from "@/lib/language/protocol";
import { listCells } from "@/lib/notebook/doc";
import { observeCells } from "@/lib/notebook/observe";
import type { LanguageClient } from "./language-client";

const DIAGNOSE_AFTER_MS = 300;

export interface FeedOptions {
  /** The cells whose problems are shown now. */
  shown: () => string[];
  onDiagnostics: (found: Record<string, CellDiagnostic[]>) => void;
}

/** Feeds the document's code to the language service and asks it, after each change, what is wrong in the cells that are shown. */
export class LanguageFeed {
  readonly #stop: () => void;
  #dirty = new Set<string>();
  #structure = true;
  #changes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly doc: Y.Doc,
    readonly client: LanguageClient,
    readonly options: FeedOptions,
  ) {
    this.#stop = observeCells(doc, ({ structure, texts }) => {
      if (!structure && texts.size === 0) return;
      this.#structure ||= structure;
      for (const id of texts) this.#dirty.add(id);
      this.#changes++;
      this.diagnoseSoon();
    });
    this.diagnoseSoon(0);
  }

  /** Asks about the document as it is now. */
  ask<N extends LanguageCallName>(name: N, input: LanguageInput<N>): Promise<LanguageOutput<N> | null> {
    this.#flush();
    return this.client.call(name, input);
  }

  /** Changes when the answer to a question may be about another text than that on the screen. */
  get version(): number {
    return this.#changes;
  }

  diagnoseSoon(delay = DIAGNOSE_AFTER_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#diagnose(), delay);
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#stop();
    this.client.close();
  }

  #flush(): void {
    if (!this.#structure && this.#dirty.size === 0) return;
    const cells = listCells(this.doc).filter(({ type }) => type === "ts");
    const changed = this.#structure ? cells : cells.filter(({ id }) => this.#dirty.has(id));
    this.#structure = false;
    this.#dirty = new Set();
    const texts = Object.fromEntries(changed.map(({ id, text }) => [id, text.toJSON()]));
    void this.client.call("sync", { order: cells.map(({ id }) => id), texts });
  }

  async #diagnose(): Promise<void> {
    const asked = this.#changes;
    const found = await this.ask("diagnostics", { cellIds: this.options.shown() });
    // Somebody typed meanwhile: the offsets are old, and the next answer is on its way.
    if (found && asked === this.#changes) this.options.onDiagnostics(found);
  }
}

import type * as Y from "yjs";
import type {
  CellDiagnostic,
  LanguageCallName,
  LanguageInput,
  LanguageOutput,
  LanguagePackage,
} from "@/lib/language/protocol";
import { isScript, type ResultColumn, sqlScript } from "@/lib/language/sql-script";
import { type Cell, getCell, listCells, readResultName } from "@/lib/notebook/doc";
import { observeCells } from "@/lib/notebook/observe";
import type { LanguageClient } from "./language-client";

/** After a pause in typing; and while somebody types on and on, after so long at the latest. */
const PAUSE_MS = 300;
const AT_LATEST_MS = 600;

/** The packages whose types cells may use: the notebook's lock, as the page sees it. */
export interface PackageSource {
  subscribe: (listener: () => void) => () => void;
  getSnapshot: () => readonly LanguagePackage[];
}

/** Names of the secrets that the person may use in the notebook. */
export interface SecretSource {
  subscribe: (listener: () => void) => () => void;
  getSnapshot: () => readonly string[];
}

/** The columns that results of SQL cells had when they were last seen. */
export interface ResultColumnSource {
  /** Tells which cells' columns have changed. */
  subscribe: (listener: (cellIds: readonly string[]) => void) => () => void;
  columnsOf: (cellId: string) => readonly ResultColumn[] | null;
}

export interface FeedOptions {
  resultColumns?: ResultColumnSource;
  packages?: PackageSource;
  secrets?: SecretSource;
  /** The cells whose problems are shown now. */
  shown: () => string[];
  onDiagnostics: (found: Record<string, CellDiagnostic[]>) => void;
}

/** Feeds the document's code to the language service and asks it, after each change, what is wrong in the cells that are shown. */
export class LanguageFeed {
  readonly #stops: (() => void)[];
  #dirty = new Set<string>();
  #structure = true;
  #packages = true;
  #secrets = true;
  #changes = 0;
  /** By cell, the change in which its text was last touched. */
  readonly #touched = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest: number | null = null;

  constructor(
    readonly doc: Y.Doc,
    readonly client: LanguageClient,
    readonly options: FeedOptions,
  ) {
    const stopCells = observeCells(doc, ({ structure, texts, settings }) => {
      const changed = new Set([...texts, ...[...settings].filter((id) => getCell(doc, id)?.type === "sql")]);
      if (!structure && changed.size === 0) return;
      this.#structure ||= structure;
      this.#touch(changed);
    });
    const stopColumns = options.resultColumns?.subscribe((ids) => this.#touch(ids));
    const stopPackages = options.packages?.subscribe(() => {
      this.#packages = true;
      this.diagnoseSoon(0);
    });
    // No cell is right or wrong for the name of a secret: the next question takes it along.
    const stopSecrets = options.secrets?.subscribe(() => (this.#secrets = true));
    this.#stops = [stopCells, stopPackages, stopColumns, stopSecrets].flatMap((stop) => stop ?? []);
    this.diagnoseSoon(0);
  }

  /** Asks about the document as it is now. */
  ask<N extends LanguageCallName>(name: N, input: LanguageInput<N>): Promise<LanguageOutput<N> | null> {
    this.#flush();
    return this.client.call(name, input);
  }

  /** Tells a new service all that there is. */
  feedAnew(): void {
    this.#structure = true;
    this.#packages = true;
    this.#secrets = true;
    this.diagnoseSoon(0);
  }

  #touch(cellIds: Iterable<string>): void {
    this.#changes++;
    for (const id of cellIds) {
      this.#dirty.add(id);
      this.#touched.set(id, this.#changes);
    }
    this.diagnoseSoon();
  }

  diagnoseSoon(delay = PAUSE_MS): void {
    const now = performance.now();
    this.#latest ??= now + AT_LATEST_MS;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#diagnose(), Math.max(0, Math.min(delay, this.#latest - now)));
  }

  destroy(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    this.client.close();
  }

  #flush(): void {
    if (this.#packages && this.options.packages)
      void this.client.call("packages", { packages: [...this.options.packages.getSnapshot()] });
    this.#packages = false;
    if (this.#secrets && this.options.secrets)
      void this.client.call("secrets", { names: [...this.options.secrets.getSnapshot()] });
    this.#secrets = false;
    if (!this.#structure && this.#dirty.size === 0) return;
    const cells = listCells(this.doc).filter(({ type }) => type !== "md");
    const changed = this.#structure ? cells : cells.filter(({ id }) => this.#dirty.has(id));
    this.#structure = false;
    this.#dirty = new Set();
    const texts = Object.fromEntries(changed.map((cell) => [cell.id, this.#scriptOf(cell)]));
    void this.client.call("sync", { order: cells.map(({ id }) => id), texts });
  }

  #scriptOf(cell: Cell): string {
    const text = cell.text.toJSON();
    if (cell.type !== "sql") return text;
    return sqlScript(text, readResultName(cell), this.options.resultColumns?.columnsOf(cell.id) ?? null);
  }

  /** Of an SQL cell TypeScript judges the parameters alone: its tables may be datasets. */
  #inTypeScript(cellId: string, found: CellDiagnostic[]): CellDiagnostic[] {
    const cell = getCell(this.doc, cellId);
    if (cell?.type !== "sql") return found;
    const text = cell.text.toJSON();
    return found.filter(({ start }) => isScript(text, start));
  }

  async #diagnose(): Promise<void> {
    this.#latest = null;
    const asked = this.#changes;
    const found = await this.ask("diagnostics", { cellIds: this.options.shown() });
    if (!found) return;
    // Where somebody typed meanwhile the offsets are old: the next answer is on its way.
    const current = Object.entries(found).filter(([cellId]) => (this.#touched.get(cellId) ?? 0) <= asked);
    this.options.onDiagnostics(Object.fromEntries(current.map(([id, list]) => [id, this.#inTypeScript(id, list)])));
  }
}

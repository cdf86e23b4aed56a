import type { editor } from "monaco-editor";
import * as Y from "yjs";
import { formatEdits } from "@/lib/language/format";
import type { CellEdit, LanguageCallName, LanguageInput, LanguageOutput, Span } from "@/lib/language/protocol";
import type { KnownTable } from "@/lib/language/sql-complete";
import { getCell, RESULT_NAME_SETTING } from "@/lib/notebook/doc";
import { setCellSetting } from "@/lib/notebook/edit";
import { type NotebookUndo, type OffsetSelection, stick } from "@/lib/notebook/undo";
import { type LanguageSession, rangeOf } from "./cell-owners";
import type { CaretPlace } from "./command";
import { Formatter } from "./formatter";
import { LanguageClient, openLanguageWorker } from "./language-client";
import { LanguageFeed, type PackageSource, type ResultColumnSource, type SecretSource } from "./language-feed";
import { CellModels } from "./models";
import { loadMonaco } from "./monaco";
import { EditorPool, type PooledEditor } from "./pool";
import { type AwarenessLike, CursorPainter, remoteCursors } from "./remote-cursors";
import type { EditorSlot, RunMarker } from "./slot";
import { Colorizer } from "./static-text";

export interface EditorSessionOptions {
  doc: Y.Doc;
  /** The person's, of this document; it outlives the session. */
  undo: NotebookUndo;
  /** Null where nobody else can be here. */
  awareness: AwarenessLike | null;
  readOnly?: boolean;
  /** The `npm:` packages whose types cells may use. */
  packages?: PackageSource;
  secrets?: SecretSource;
  /** Columns of results of SQL cells. */
  resultColumns?: ResultColumnSource;
  /** Tables that a query may read. */
  sqlTables?: (query: string) => Promise<readonly KnownTable[]>;
  /** Where the type bundles are served. */
  typesUrl?: string;
  /** Brings a cell that may not be on the page into view; it then gets the caret. */
  onReveal: (cellId: string) => void;
  /** What went wrong behind the editor, for the log. */
  onTrouble?: (message: string) => void;
}

/** What a search has found in a cell. */
export interface FoundMark extends Span {
  current: boolean;
}

/** What the table of commands offers of Monaco's actions. */
export type EditorAction =
  | "editor.action.quickFix"
  | "editor.action.showHover"
  | "editor.action.triggerSuggest"
  | "editor.action.rename"
  | "editor.action.revealDefinition"
  | "editor.action.goToReferences";

/** All editing of one notebook: texts, models, editors, undo, carets, types. It lives outside React, as long as the notebook is open. */
export class EditorSession implements LanguageSession {
  /** Says, as a store, why types are away where they are. */
  readonly language: LanguageClient;
  readonly #pool: EditorPool;
  readonly #formatter = new Formatter();
  readonly #painter = new CursorPainter();
  readonly #feed: LanguageFeed;
  #models: CellModels | null = null;
  #colorizer: Colorizer | null = null;
  #found: ReadonlyMap<string, readonly FoundMark[]> = new Map();
  #wanted: { cellId: string; place: CaretPlace } | null = null;
  #destroyed = false;
  #cursorFrame = 0;

  constructor(readonly options: EditorSessionOptions) {
    this.#pool = new EditorPool({
      modelOf: (cellId) => this.modelOf(cellId),
      attached: (slot, pooled) => this.#attached(slot, pooled),
      detached: (slot) => this.#detached(slot),
    });
    this.language = new LanguageClient(openLanguageWorker, options.typesUrl ?? "/types", {
      typesLoaded: () => this.#feed.diagnoseSoon(),
      restarted: () => this.#feed.feedAnew(),
      trouble: (message) => options.onTrouble?.(message),
    });
    this.#feed = new LanguageFeed(options.doc, this.language, {
      packages: options.packages,
      secrets: options.secrets,
      resultColumns: options.resultColumns,
      shown: () => this.#models?.cellIds ?? [],
      onDiagnostics: (found) => this.#models?.setDiagnostics(found),
    });
    options.awareness?.on("change", this.#cursorsSoon);
    this.#load();
  }

  get readOnly(): boolean {
    return this.options.readOnly ?? false;
  }

  readonly colorizer = (): Colorizer | null => this.#colorizer;

  /** A cell came onto the page. */
  addSlot(slot: EditorSlot): void {
    slot.readOnly ||= this.readOnly;
    this.#pool.add(slot);
    if (this.#wanted?.cellId === slot.cellId) this.focus(slot.cellId, this.#wanted.place);
    if (this.#found.get(slot.cellId)?.some((mark) => mark.current)) this.#pool.give(slot);
  }

  removeSlot(slot: EditorSlot): void {
    this.#pool.remove(slot);
  }

  /** Puts the caret into a cell, now or as soon as the cell is on the page and the editor is loaded. */
  focus(cellId: string, place: CaretPlace = "keep"): void {
    const slot = this.#pool.slotOf(cellId);
    this.#wanted = slot && this.#pool.focus(slot, place) ? null : { cellId, place };
  }

  /** Takes the caret out of a cell, and drops a wish to put it there. */
  blur(cellId: string): void {
    if (this.#wanted?.cellId === cellId) this.#wanted = null;
    const slot = this.#pool.slotOf(cellId);
    const focused = document.activeElement;
    if (slot && focused instanceof HTMLElement && slot.host.contains(focused)) focused.blur();
  }

  setLineNumbers(slot: EditorSlot, on: boolean): void {
    this.#pool.setLineNumbers(slot, on);
  }

  setRunMarkers(slot: EditorSlot, markers: readonly RunMarker[]): void {
    slot.markers = markers;
    this.#models?.setRunMarkers(slot.cellId, markers);
  }

  modelOf(cellId: string): editor.ITextModel | null {
    const before = this.#models?.cellIds.length;
    const model = this.#models?.of(cellId) ?? null;
    if (before !== this.#models?.cellIds.length) this.#feed.diagnoseSoon(50);
    return model;
  }

  ask<N extends LanguageCallName>(name: N, input: LanguageInput<N>): Promise<LanguageOutput<N> | null> {
    return this.#feed.ask(name, input);
  }

  sqlTables(query: string): Promise<readonly KnownTable[]> {
    return this.options.sqlTables?.(query) ?? Promise.resolve([]);
  }

  applyEdits(all: readonly CellEdit[]): void {
    if (this.readOnly) return;
    const { doc, undo } = this.options;
    doc.transact(() => {
      // From the end, so that each stands where it says.
      for (const edit of all.filter((one) => !this.#renameResult(one)).sort((a, b) => b.start - a.start)) {
        const text = getCell(doc, edit.cellId)?.text;
        text?.delete(edit.start, edit.length);
        text?.insert(edit.start, edit.text);
      }
    }, undo.command);
  }

  /** Below the text of an SQL cell TypeScript sees the name of its result (lib/language/sql-script.ts), which is a setting. */
  #renameResult({ cellId, start, text }: CellEdit): boolean {
    const { doc } = this.options;
    const cell = getCell(doc, cellId);
    if (cell?.type !== "sql" || start <= cell.text.length) return false;
    setCellSetting(doc, cellId, RESULT_NAME_SETTING, text);
    return true;
  }

  /** The text that is selected in the cell's editor. */
  selectedText(cellId: string): string {
    const slot = this.#pool.slotOf(cellId);
    const editor = slot && this.#pool.editorOf(slot)?.editor;
    const selection = editor?.getSelection();
    return (selection && editor?.getModel()?.getValueInRange(selection)) ?? "";
  }

  /** Marks what a search has found, by cell. */
  markFound(found: ReadonlyMap<string, readonly FoundMark[]>): void {
    this.#found = found;
    for (const { slot } of this.#pool.editors) if (slot) this.#paintFound(slot);
    const current = [...found].find(([, marks]) => marks.some((mark) => mark.current))?.[0];
    const slot = current === undefined ? undefined : this.#pool.slotOf(current);
    if (slot && this.#pool.give(slot)) this.#paintFound(slot);
  }

  #paintFound(slot: EditorSlot): void {
    const pooled = this.#pool.editorOf(slot);
    const model = pooled?.editor.getModel();
    if (!pooled || !model) return;
    pooled.found.set(
      (this.#found.get(slot.cellId) ?? []).map((mark) => ({
        range: rangeOf(model, mark),
        options: { className: mark.current ? "quire-found quire-found-current" : "quire-found" },
      })),
    );
  }

  /** Does in a cell's editor what one of Monaco's own actions does there. */
  act(cellId: string, action: EditorAction): void {
    this.focus(cellId, "keep");
    const slot = this.#pool.slotOf(cellId);
    // Some are actions of the editor and some are commands that find it by its focus: `trigger` knows both.
    if (slot) this.#pool.editorOf(slot)?.editor.trigger("quire", action, null);
  }

  /** Writes cells as the formatter would, as one step. Says why cells that it could not read stay as they are. */
  async format(cellIds: readonly string[]): Promise<{ changed: number; broken: { id: string; reason: string }[] }> {
    const before = cellIds.flatMap((id) => getCell(this.options.doc, id) ?? []);
    const asked = before.map(({ id, type, text }) => ({ id, type, text: text.toJSON() }));
    const results = this.readOnly ? [] : await this.#formatter.format(asked);
    const done = results.flatMap((result, i) => {
      const was = asked[i];
      // Somebody typed meanwhile: what came back is of another text.
      const isCurrent = was && getCell(this.options.doc, was.id)?.text.toJSON() === was.text;
      return result.ok && isCurrent && result.text !== was.text ? [{ was, text: result.text }] : [];
    });
    this.applyEdits(
      done.flatMap(({ was, text }) => formatEdits(was.text, text).map((edit) => ({ ...edit, cellId: was.id }))),
    );
    return { changed: done.length, broken: results.flatMap((result) => (result.ok ? [] : [result])) };
  }

  reveal(cellId: string, { start, length }: Span): void {
    this.options.onReveal(cellId);
    this.focus(cellId, { offset: start, length });
  }

  destroy(): void {
    this.#destroyed = true;
    cancelAnimationFrame(this.#cursorFrame);
    this.options.awareness?.off("change", this.#cursorsSoon);
    this.#pool.destroy();
    this.#feed.destroy();
    this.#formatter.close();
    this.#models?.destroy();
    this.#colorizer?.destroy();
    this.#painter.destroy();
  }

  #load(): void {
    loadMonaco().then(
      (monaco) => {
        if (this.#destroyed) return;
        const inUse = () => new Set(this.#pool.editors.flatMap(({ slot }) => slot?.cellId ?? []));
        this.#models = new CellModels(monaco, this.options.doc, this, this.options.undo, inUse);
        this.#pool.start(monaco);
        this.#colorizer = new Colorizer(monaco, () => this.#repaint());
        this.#repaint();
        if (this.#wanted) this.focus(this.#wanted.cellId, this.#wanted.place);
      },
      (error: unknown) => this.options.onTrouble?.(`The editor could not be loaded: ${String(error)}`),
    );
  }

  #repaint(): void {
    for (const slot of this.#pool.slots) slot.repaint();
  }

  #attached(slot: EditorSlot, pooled: PooledEditor): void {
    this.options.undo.hold(slot.cellId, {
      get: () => selectionsOf(pooled.editor),
      set: (selections) => select(pooled.editor, selections),
    });
    this.#models?.setRunMarkers(slot.cellId, slot.markers);
    this.#listen(slot, pooled);
    this.#paintCursors(slot, pooled);
    this.#paintFound(slot);
  }

  readonly #listening = new Map<EditorSlot, { dispose(): void }[]>();

  #listen(slot: EditorSlot, { editor }: PooledEditor): void {
    this.#listening.set(slot, [
      editor.onDidChangeCursorSelection(() => editor.hasTextFocus() && this.#publish(slot, editor)),
      editor.onDidFocusEditorText(() => this.#publish(slot, editor)),
      editor.onDidChangeModelContent(this.#cursorsSoon),
    ]);
  }

  #detached(slot: EditorSlot): void {
    this.options.undo.hold(slot.cellId, null);
    for (const listener of this.#listening.get(slot) ?? []) listener.dispose();
    this.#listening.delete(slot);
  }

  #publish(slot: EditorSlot, editor: editor.ICodeEditor): void {
    const [selection] = selectionsOf(editor);
    const [sticky] = selection ? stick(slot.text, [selection]) : [];
    if (!sticky) return;
    this.options.awareness?.setLocalStateField("selection", {
      cellId: slot.cellId,
      anchor: Y.relativePositionToJSON(sticky.anchor) as unknown,
      head: Y.relativePositionToJSON(sticky.head) as unknown,
    });
  }

  readonly #cursorsSoon = (): void => {
    cancelAnimationFrame(this.#cursorFrame);
    this.#cursorFrame = requestAnimationFrame(() => {
      for (const pooled of this.#pool.editors) if (pooled.slot) this.#paintCursors(pooled.slot, pooled);
    });
  };

  #paintCursors(slot: EditorSlot, { editor, decorations }: PooledEditor): void {
    if (this.options.awareness)
      this.#painter.paint(editor, decorations, remoteCursors(this.options.awareness, slot.cellId, slot.text));
  }
}

function selectionsOf(editor: editor.ICodeEditor): OffsetSelection[] {
  const model = editor.getModel();
  return (editor.getSelections() ?? []).flatMap((selection) =>
    model
      ? [
          {
            anchor: model.getOffsetAt({
              lineNumber: selection.selectionStartLineNumber,
              column: selection.selectionStartColumn,
            }),
            head: model.getOffsetAt({ lineNumber: selection.positionLineNumber, column: selection.positionColumn }),
          },
        ]
      : [],
  );
}

function select(editor: editor.ICodeEditor, selections: readonly OffsetSelection[]): void {
  const model = editor.getModel();
  if (!model) return;
  editor.setSelections(
    selections.map(({ anchor, head }) => {
      const [from, to] = [model.getPositionAt(anchor), model.getPositionAt(head)];
      return {
        selectionStartLineNumber: from.lineNumber,
        selectionStartColumn: from.column,
        positionLineNumber: to.lineNumber,
        positionColumn: to.column,
      };
    }),
  );
}

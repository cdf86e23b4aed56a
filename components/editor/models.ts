import type { editor } from "monaco-editor";
import type * as Y from "yjs";
import type { CellDiagnostic } from "@/lib/language/protocol";
import { getCell } from "@/lib/notebook/doc";
import type { NotebookUndo } from "@/lib/notebook/undo";
import { TextBinding } from "./binding";
import { disown, type LanguageSession, own, rangeOf } from "./cell-owners";
import { TAB_SIZE } from "./metrics";
import type { Monaco } from "./monaco-type";
import type { EditorLanguage } from "./static-text";
import type { RunMarker } from "./slot";

interface Entry {
  model: editor.ITextModel;
  text: Y.Text;
  binding: TextBinding;
}

/** More than the pool of editors needs, far fewer than the 200 at which Monaco complains. */
const KEPT = 40;

const languages = { ts: "typescript", md: "markdown", sql: "sql" } as const;
let sessions = 0;

/** Models of the cells near the viewport, each bound to its text. Those not looked at for longest go first. */
export class CellModels {
  readonly #entries = new Map<string, Entry>();
  readonly #found = new Map<string, CellDiagnostic[]>();
  readonly #key = `n${++sessions}-${Math.random().toString(36).slice(2)}`;

  constructor(
    readonly monaco: Monaco,
    readonly doc: Y.Doc,
    readonly session: LanguageSession,
    readonly undo: NotebookUndo,
    /** Cells whose model is on the screen. */
    readonly inUse: () => ReadonlySet<string>,
  ) {}

  get cellIds(): string[] {
    return [...this.#entries.keys()];
  }

  /** The cell's model; null when the document has no such cell. */
  of(cellId: string): editor.ITextModel | null {
    const cell = getCell(this.doc, cellId);
    if (!cell) return null;
    const known = this.#entries.get(cellId);
    if (known && known.text === cell.text) {
      this.#entries.delete(cellId);
      this.#entries.set(cellId, known);
      if (known.model.getLanguageId() !== languages[cell.type])
        this.monaco.editor.setModelLanguage(known.model, languages[cell.type]);
      return known.model;
    }
    if (known) this.drop(cellId);
    const model = this.#make(cellId, cell.text, languages[cell.type]);
    this.#dropOldest();
    return model;
  }

  drop(cellId: string): void {
    const entry = this.#entries.get(cellId);
    if (!entry) return;
    this.#entries.delete(cellId);
    entry.binding.dispose();
    disown(entry.model.uri);
    entry.model.dispose();
  }

  setDiagnostics(found: Record<string, CellDiagnostic[]>): void {
    for (const [cellId, list] of Object.entries(found)) {
      this.#found.set(cellId, list);
      const model = this.#entries.get(cellId)?.model;
      if (model) this.#mark(model, list);
    }
  }

  setRunMarkers(cellId: string, markers: readonly RunMarker[]): void {
    const model = this.#entries.get(cellId)?.model;
    if (!model) return;
    const { MarkerSeverity } = this.monaco;
    const marks = markers.flatMap(({ line, column, message }) => {
      if (line < 1 || line > model.getLineCount()) return [];
      const startColumn = column ?? model.getLineFirstNonWhitespaceColumn(line);
      const word = model.getWordAtPosition({ lineNumber: line, column: startColumn });
      return [
        {
          severity: MarkerSeverity.Error,
          message,
          startLineNumber: line,
          endLineNumber: line,
          startColumn: Math.max(1, startColumn),
          endColumn: column && word ? word.endColumn : model.getLineMaxColumn(line),
          source: "run",
        },
      ];
    });
    this.monaco.editor.setModelMarkers(model, "quire-run", marks);
  }

  destroy(): void {
    for (const cellId of this.cellIds) this.drop(cellId);
  }

  #make(cellId: string, text: Y.Text, language: EditorLanguage): editor.ITextModel {
    const uri = this.monaco.Uri.from({
      scheme: "quire-cell",
      authority: this.#key,
      path: `/${encodeURIComponent(cellId)}`,
    });
    const model = this.monaco.editor.createModel(text.toJSON(), language, uri);
    model.setEOL(this.monaco.editor.EndOfLineSequence.LF);
    model.updateOptions({
      tabSize: TAB_SIZE,
      indentSize: TAB_SIZE,
      insertSpaces: true,
      trimAutoWhitespace: false,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    const { undo } = this;
    const binding = new TextBinding(text, model, {
      origin: undo.typing,
      beforeTyping: () => undo.beforeTyping(cellId),
    });
    // Monaco's own stack knows nothing of colleagues: its undo would corrupt their text.
    Object.assign(model, {
      undo: () => void undo.undo(cellId),
      redo: () => void undo.redo(cellId),
      canUndo: () => undo.canUndo(cellId),
      canRedo: () => undo.canRedo(cellId),
    });
    own(uri, { session: this.session, cellId });
    this.#entries.set(cellId, { model, text, binding });
    this.#mark(model, this.#found.get(cellId) ?? []);
    return model;
  }

  #dropOldest(): void {
    const inUse = this.inUse();
    for (const cellId of this.cellIds) {
      if (this.#entries.size <= KEPT) return;
      if (!inUse.has(cellId)) this.drop(cellId);
    }
  }

  #mark(model: editor.ITextModel, found: readonly CellDiagnostic[]): void {
    const { MarkerSeverity, MarkerTag } = this.monaco;
    const severities = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning, hint: MarkerSeverity.Hint };
    const marks = found.map((one) => ({
      ...rangeOf(model, one),
      severity: severities[one.severity],
      message: one.message,
      code: one.code,
      tags: [...(one.unnecessary ? [MarkerTag.Unnecessary] : []), ...(one.deprecated ? [MarkerTag.Deprecated] : [])],
    }));
    this.monaco.editor.setModelMarkers(model, "quire-types", marks);
  }
}

import type { editor, IRange, Uri } from "monaco-editor";
import type { CellEdit, LanguageCallName, LanguageInput, LanguageOutput, Span } from "@/lib/language/protocol";
import type { KnownTable } from "@/lib/language/sql-complete";
import { onPage } from "./on-page";

/** What Monaco's providers, which are one for all editors of a page, ask of the notebook that a model belongs to. */
export interface LanguageSession {
  readonly readOnly: boolean;
  ask<N extends LanguageCallName>(name: N, input: LanguageInput<N>): Promise<LanguageOutput<N> | null>;
  /** Edits of the shared texts, as one step. */
  applyEdits(edits: readonly CellEdit[]): void;
  /** Shows a place in a cell, wherever it is. */
  reveal(cellId: string, span: Span): void;
  /** Tables that this query may read. */
  sqlTables(query: string): Promise<readonly KnownTable[]>;
  /** A cell's model, made when there is none; null when there is no such cell. */
  modelOf(cellId: string): editor.ITextModel | null;
}

export interface CellOwner {
  session: LanguageSession;
  cellId: string;
}

const owners = (): Map<string, CellOwner> => onPage("owners", () => new Map<string, CellOwner>());

/** Which cell a model shows. */
export const ownerOf = (uri: Uri): CellOwner | undefined => owners().get(uri.toString());
export const own = (uri: Uri, owner: CellOwner): void => void owners().set(uri.toString(), owner);
export const disown = (uri: Uri): void => void owners().delete(uri.toString());

export function rangeOf(model: editor.ITextModel, { start, length }: Span): IRange {
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(start + length)];
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}

export function spanOf(model: editor.ITextModel, range: IRange): Span {
  const start = model.getOffsetAt({ lineNumber: range.startLineNumber, column: range.startColumn });
  return { start, length: model.getOffsetAt({ lineNumber: range.endLineNumber, column: range.endColumn }) - start };
}

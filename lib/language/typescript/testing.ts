import { collectTypes } from "@/scripts/types/collect";
import type { CellEdit, CellSpan, QuickFix } from "../protocol";
import { TypeScriptEngine } from "./engine";

const bundles = collectTypes();

/** A notebook whose cells are given in order; `§` in a text marks the place that `at` finds. */
export class TestNotebook {
  readonly service = new TypeScriptEngine();
  readonly texts: Record<string, string> = {};
  readonly marks: Record<string, number> = {};

  constructor(cells: Record<string, string>) {
    for (const bundle of bundles) this.service.addTypes(bundle);
    this.edit(cells);
  }

  edit(cells: Record<string, string>): void {
    for (const [id, marked] of Object.entries(cells)) {
      this.texts[id] = marked.replace("§", "");
      this.marks[id] = marked.indexOf("§");
    }
    this.service.sync({ order: Object.keys(this.texts), texts: this.texts });
  }

  at(cellId: string): { cellId: string; offset: number } {
    return { cellId, offset: this.marks[cellId]! };
  }
  errors(cellId: string): string[] {
    return (this.service.diagnostics({ cellIds: [cellId] })[cellId] ?? [])
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => message);
  }
  texted(spans: readonly CellSpan[]): string[] {
    return spans.map(
      ({ cellId, start, length }) => `${cellId}@${start}:${this.texts[cellId]!.slice(start, start + length)}`,
    );
  }
  /** Renames what the mark stands at; the reason where that is refused. */
  rename(cellId: string, newName: string): string | null {
    const renamed = this.service.rename({ ...this.at(cellId), newName });
    if (!renamed.ok) return renamed.reason;
    this.apply(renamed.edits);
    return null;
  }
  apply(edits: readonly CellEdit[]): void {
    for (const { cellId, start, length, text } of [...edits].sort((x, y) => y.start - x.start)) {
      const before = this.texts[cellId]!;
      this.texts[cellId] = before.slice(0, start) + text + before.slice(start + length);
    }
    this.service.sync({ order: Object.keys(this.texts), texts: this.texts });
  }
  fixes(cellId: string): QuickFix[] {
    return (this.service.diagnostics({ cellIds: [cellId] })[cellId] ?? []).flatMap(({ start, length, code }) =>
      this.service.quickFixes({ cellId, span: { start, length }, codes: [code] }),
    );
  }
  hover(cellId: string): string | undefined {
    return this.service.hover(this.at(cellId))?.signature;
  }
  completions(cellId: string): string[] {
    return this.service.completions(this.at(cellId))?.entries.map(({ name }) => name) ?? [];
  }
}

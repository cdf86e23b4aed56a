import type { LanguageInput, LanguageOutput, QuickFix } from "../protocol";
import { ts } from "./compiler";
import { preferences } from "./complete";
import { CANNOT_FIND_MODULE, DUPLICATE } from "./diagnose";
import { type FilePlace, spanIn } from "./places";
import { importFixes, type ImportSources, packageFixes } from "./quick-imports";
import { renameEdits } from "./rename";
import type { VirtualCell, VirtualCells } from "./virtual-cells";

interface Parts {
  service: ts.LanguageService;
  cells: VirtualCells;
  sources: ImportSources;
}

const formatOptions: ts.FormatCodeSettings = {
  ...ts.getDefaultFormatCodeSettings("\n"),
  indentSize: 2,
  tabSize: 2,
  semicolons: ts.SemicolonPreference.Ignore,
};

/** What one press can do about the problems at a place; the best first. */
export function quickFixes(
  parts: Parts,
  { cell }: FilePlace,
  { span, codes }: Pick<LanguageInput<"quickFixes">, "span" | "codes">,
): LanguageOutput<"quickFixes"> {
  const name = cell.text.slice(span.start, span.start + span.length);
  return [
    ...(codes.includes(DUPLICATE) ? duplicateFixes(parts, cell, name) : []),
    ...(codes.some((code) => CANNOT_FIND_MODULE.has(Number(code))) ? packageFixes(cell, span) : []),
    ...importFixes(parts.sources, cell, name),
    ...compilerFixes(parts, cell, { span, codes }),
  ];
}

/** The newcomer gets another name, everywhere in its cell. */
function duplicateFixes(parts: Parts, cell: VirtualCell, name: string): QuickFix[] {
  const declared = cell.names.declared.get(name);
  const free = freeName(parts.cells, cell, name);
  const renamed = declared && renameEdits(parts, { cell, at: declared.start + cell.prefix.length }, free);
  if (!renamed?.ok) return [];
  const edits = renamed.edits.filter(({ cellId }) => cellId === cell.cellId);
  return [
    {
      title: `Rename "${name}" to "${free}" in this cell`,
      edits: edits.map(({ start, length, text }) => ({ start, length, text })),
    },
  ];
}

function freeName(cells: VirtualCells, cell: VirtualCell, name: string): string {
  const stem = name.replace(/\d+$/, "");
  for (let n = Number(/\d+$/.exec(name)?.[0] ?? 1) + 1; ; n++) {
    const candidate = `${stem}${n}`;
    if (!cells.owner(candidate) && !cell.names.mentioned.has(candidate)) return candidate;
  }
}

/** What TypeScript offers, where it stays in the cell. Its imports are left out: they name the files behind the cells. */
function compilerFixes(
  { service }: Parts,
  cell: VirtualCell,
  { span, codes }: Pick<LanguageInput<"quickFixes">, "span" | "codes">,
): QuickFix[] {
  const start = span.start + cell.prefix.length;
  const end = Math.min(start + span.length, cell.prefix.length + cell.text.length);
  const numbers = codes.map(Number).filter((code) => Number.isInteger(code));
  const found = service.getCodeFixesAtPosition(cell.fileName, start, end, numbers, formatOptions, preferences);
  return found.flatMap(({ description, changes, fixName }) => {
    if (fixName === "import" || changes.some(({ fileName }) => fileName !== cell.fileName)) return [];
    const edits = changes
      .flatMap(({ textChanges }) => textChanges)
      .map((edit) => ({ span: spanIn(cell, edit.span), text: edit.newText }));
    const own = edits.flatMap(({ span: place, text }) => (place ? [{ ...place, text }] : []));
    return own.length > 0 && own.length === edits.length ? [{ title: description, edits: own }] : [];
  });
}

import type { CellEdit, LanguageInput, LanguageOutput } from "../protocol";
import { type OwnedName, cellNameAt, globalTwin, tailImportOf } from "./cell-name-at";
import { ts } from "./compiler";
import { cellSpans, distinct, type FilePlace } from "./places";
import { CELL_GLOBALS_FILE, type VirtualCell, type VirtualCells } from "./virtual-cells";

interface Parts {
  service: ts.LanguageService;
  cells: VirtualCells;
}

/** `{ x }` becomes `{ x: y }`: what an object is made of stays. */
const preferences: ts.UserPreferences = { providePrefixAndSuffixTextForRename: true };

export function renameEdits(
  parts: Parts,
  place: FilePlace,
  newName: LanguageInput<"rename">["newName"],
): LanguageOutput<"rename"> {
  if (!isName(newName)) return { ok: false, reason: `"${newName}" is not a name.` };
  const program = parts.service.getProgram();
  const owned = program && cellNameAt(program, parts.cells, place);
  if (!owned) return { ok: true, edits: editsAt(parts, place.cell.fileName, place.at, newName) };
  const taken = parts.cells.owner(newName) ?? (owned.owner.names.declared.has(newName) ? owned.owner : undefined);
  if (taken && newName !== owned.name)
    return {
      ok: false,
      reason: `"${newName}" is already defined in ${taken === owned.owner ? "this" : "another"} cell.`,
    };
  return { ok: true, edits: distinct(nameEdits(parts, program, owned, newName)) };
}

/**
 * A name of a cell is renamed where it is declared, and apart from that in each cell that imports it: the tails that tie
 * them follow by themselves when the texts change.
 */
function nameEdits(parts: Parts, program: ts.Program, { owner, name }: OwnedName, newName: string): CellEdit[] {
  const start = owner.names.declared.get(name)?.start;
  const own =
    start === undefined ? [] : within(owner, editsAt(parts, owner.fileName, start + owner.prefix.length, newName));
  const isLive = parts.cells.owner(name) === owner;
  const others = isLive ? [...parts.cells.cells].filter((cell) => cell !== owner) : [];
  const imported = others.flatMap((cell) => {
    const at = cell.names.declared.has(name) ? null : tailImportOf(program, cell, name);
    return at === null ? [] : within(cell, editsAt(parts, cell.fileName, at, newName));
  });
  const twin = isLive ? globalTwin(parts.cells, name) : null;
  const known = new Set([...own, ...imported].map(({ cellId }) => cellId));
  const loose = twin === null ? [] : editsAt(parts, CELL_GLOBALS_FILE, twin, newName);
  return [...own, ...imported, ...loose.filter(({ cellId }) => !known.has(cellId))];
}

const within = ({ cellId }: VirtualCell, edits: readonly CellEdit[]): CellEdit[] =>
  edits.filter((edit) => edit.cellId === cellId);

function editsAt({ service, cells }: Parts, fileName: string, at: number, newName: string): CellEdit[] {
  const found = service.findRenameLocations(fileName, at, false, false, preferences) ?? [];
  return distinct(
    found.flatMap(({ fileName: file, textSpan, prefixText = "", suffixText = "" }) =>
      cellSpans(cells, file, textSpan).map((span) => ({ ...span, text: `${prefixText}${newName}${suffixText}` })),
    ),
  );
}

/** Not a reserved word, not two words. */
function isName(text: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, text);
  const token = scanner.scan();
  const isWord = token === ts.SyntaxKind.Identifier || token > ts.SyntaxKind.LastReservedWord;
  return isWord && scanner.getTokenText() === text && scanner.getTokenEnd() === text.length;
}

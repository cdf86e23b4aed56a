import { ts } from "./compiler";
import type { FilePlace } from "./places";
import { CELL_GLOBALS_FILE, type VirtualCell, type VirtualCells } from "./virtual-cells";

/** A top-level name, and the cell whose it is. */
export interface OwnedName {
  owner: VirtualCell;
  name: string;
}

/** The top-level name of a cell, this one or another, that stands at a place; null for all that lives inside a cell or in a library. */
export function cellNameAt(program: ts.Program, cells: VirtualCells, { cell, at }: FilePlace): OwnedName | null {
  const file = program.getSourceFile(cell.fileName);
  const node = file && identifierAt(file, at);
  const symbol = node && symbolOf(program.getTypeChecker(), node);
  for (const declaration of symbol?.declarations ?? []) {
    const found = ownedName(cells, cell, declaration);
    if (found) return found;
  }
  return null;
}

function ownedName(cells: VirtualCells, cell: VirtualCell, declaration: ts.Declaration): OwnedName | null {
  const name = ts.getNameOfDeclaration(declaration);
  if (!name || !ts.isIdentifier(name)) return null;
  const file = declaration.getSourceFile().fileName;
  const end = cell.prefix.length + cell.text.length;
  const isOthers = file === CELL_GLOBALS_FILE || (file === cell.fileName && name.getStart() >= end);
  const owner = isOthers ? cells.owner(name.text) : cells.byFile(file);
  if (!owner) return null;
  const isTopLevel = isOthers || owner.names.declared.get(name.text)?.start === name.getStart() - owner.prefix.length;
  return isTopLevel ? { owner, name: name.text } : null;
}

/** `{ x }` names a property and a variable at once: here it is the variable. */
function symbolOf(checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}

function identifierAt(file: ts.SourceFile, at: number): ts.Identifier | undefined {
  const visit = (node: ts.Node): ts.Identifier | undefined => {
    if (at < node.getStart(file) || at > node.end) return undefined;
    if (ts.isIdentifier(node)) return node;
    return ts.forEachChild(node, visit);
  };
  return visit(file);
}

/** Where the tail of a cell imports a name of another. */
export function tailImportOf(program: ts.Program, cell: VirtualCell, name: string): number | null {
  const file = program.getSourceFile(cell.fileName);
  for (const statement of file?.statements ?? []) {
    if (!file || statement.getStart(file) < cell.prefix.length + cell.text.length || !ts.isImportDeclaration(statement))
      continue;
    const named = statement.importClause?.namedBindings;
    const found = named && ts.isNamedImports(named) && named.elements.find((element) => element.name.text === name);
    if (found) return found.name.getStart(file);
  }
  return null;
}

/** Where the file of globals declares a name once more: the uses in a cell without a tail hang on that. */
export function globalTwin(cells: VirtualCells, name: string): number | null {
  const at = cells.globals.indexOf(`declare let ${name}:`);
  return at < 0 ? null : at + "declare let ".length;
}

import { cellModules } from "../modules";
import type { CellDiagnostic } from "../protocol";
import { ts } from "./compiler";
import { syntaxDiagnostics } from "./syntax";
import type { VirtualCell, VirtualCells } from "./virtual-cells";

/** A cell may not assign to a name of another: TypeScript says it of an import that the person did not write. */
const ASSIGNS_TO_IMPORT = 2632;
/** Said of a module whose types are not here. */
export const CANNOT_FIND_MODULE: ReadonlySet<number> = new Set([2307, 2792, 7016]);
/** Ours: another cell defines the name already. */
export const DUPLICATE = "duplicate";
/** Ours: the declarations of a package are still to come. */
const NO_TYPES_YET = "no-types-yet";

export interface Knowledge {
  service: ts.LanguageService;
  cells: VirtualCells;
  /** Whether the notebook has the package that a cell imports. */
  hasPackage: (specifier: string) => boolean;
}

/** What is wrong in a cell, in its own text. */
export function diagnoseCell({ service, cells, hasPackage }: Knowledge, cell: VirtualCell): CellDiagnostic[] {
  const program = service.getProgram();
  if (!program?.getSourceFile(cell.fileName)) return [];
  const isBroken = cell.closers !== "" && cell.prefix === "";
  const syntactic =
    isBroken || service.getSyntacticDiagnostics(cell.fileName).length > 0
      ? syntaxDiagnostics(cell.text).map((found) => describe(found, cell.text, found.start ?? 0))
      : [];
  const hints = service
    .getSuggestionDiagnostics(cell.fileName)
    .filter((found) => found.reportsUnnecessary || found.reportsDeprecated);
  const semantic = [...service.getSemanticDiagnostics(cell.fileName), ...hints];
  return [
    ...syntactic,
    ...duplicates(cells, cell),
    ...semantic.flatMap((found) => inText(found, cell)),
    ...missingPackages(cell, hasPackage),
  ];
}

function inText(found: ts.Diagnostic, cell: VirtualCell): CellDiagnostic[] {
  const start = (found.start ?? 0) - cell.prefix.length;
  return start >= 0 && start < cell.text.length ? [describe(found, cell.text, start)] : [];
}

function describe(found: ts.Diagnostic, text: string, from: number): CellDiagnostic {
  const start = Math.min(from, Math.max(0, text.length - 1));
  const length = Math.max(1, Math.min(found.length ?? 1, text.length - start));
  return {
    start,
    length,
    severity: severityOf(found),
    code: String(found.code),
    message: messageOf(found, text.slice(start, start + length)),
    unnecessary: found.reportsUnnecessary !== undefined,
    deprecated: found.reportsDeprecated !== undefined,
  };
}

function severityOf({ category }: ts.Diagnostic): CellDiagnostic["severity"] {
  if (category === ts.DiagnosticCategory.Error) return "error";
  return category === ts.DiagnosticCategory.Warning ? "warning" : "hint";
}

function messageOf(found: ts.Diagnostic, name: string): string {
  if (found.code === ASSIGNS_TO_IMPORT)
    return `"${name}" belongs to another cell. A cell assigns only to its own names: declare it here with let, or assign to it in the cell that does.`;
  if (CANNOT_FIND_MODULE.has(found.code))
    return `There is no module ${name} here. A cell can import ${cellModules.map((module) => `"${module}"`).join(", ")}, and packages as "npm:name".`;
  return ts.flattenDiagnosticMessageText(found.messageText, "\n");
}

/** In the words of lib/graph, where the same name makes the same quarrel. */
function duplicates(cells: VirtualCells, cell: VirtualCell): CellDiagnostic[] {
  return [...cell.names.declared.values()].flatMap(({ name, start, isValue, from }) => {
    const owner = cells.owner(name);
    const theirs = owner?.names.declared.get(name);
    if (!owner || owner === cell || !isValue || !theirs?.isValue || (from !== undefined && from === theirs.from))
      return [];
    const message = `"${name}" is already defined in another cell. Rename it here, or put this cell in { } to keep it local.`;
    return [{ start, length: name.length, severity: "error", code: DUPLICATE, message } as const];
  });
}

/** Where a package is imported that the notebook does not have yet, its names are of any type. */
function missingPackages({ text, names }: VirtualCell, hasPackage: Knowledge["hasPackage"]): CellDiagnostic[] {
  return [...names.imports].flatMap((specifier) => {
    if (!specifier.startsWith("npm:") || hasPackage(specifier)) return [];
    const start = text.indexOf(specifier);
    const message = `The types of ${specifier.slice("npm:".length)} come when the notebook has fetched it.`;
    return start < 0
      ? []
      : [{ start, length: specifier.length, severity: "hint", code: NO_TYPES_YET, message } as const];
  });
}

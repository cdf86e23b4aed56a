import { ts } from "./compiler";
import { cellModules } from "../modules";
import type { CellDiagnostic } from "../protocol";
import type { VirtualCell } from "./virtual-cells";

/** A cell may not assign to a name of another: TypeScript says it of an import that the person did not write. */
const ASSIGNS_TO_IMPORT = 2632;
/** Said of a module whose types are not here. */
const CANNOT_FIND_MODULE = new Set([2307, 2792, 7016]);

/** What is wrong in a cell, in its own text. */
export function diagnoseCell(service: ts.LanguageService, cell: VirtualCell): CellDiagnostic[] {
  const program = service.getProgram();
  if (!program?.getSourceFile(cell.fileName)) return [];
  const syntactic =
    cell.closers !== "" || service.getSyntacticDiagnostics(cell.fileName).length > 0 ? syntaxErrors(cell.text) : [];
  const semantic = service.getSemanticDiagnostics(cell.fileName).filter((found) => isInText(found, cell.text));
  const hints = service
    .getSuggestionDiagnostics(cell.fileName)
    .filter((found) => isInText(found, cell.text) && (found.reportsUnnecessary || found.reportsDeprecated));
  return [
    ...syntactic,
    ...semantic.map((found) => describe(found, cell.text)),
    ...hints.map((found) => describe(found, cell.text)),
  ];
}

/** Of the text alone: the tail shifts what an open bracket is blamed for. */
function syntaxErrors(text: string): CellDiagnostic[] {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
    },
  });
  return diagnostics.map((found) => describe(found, text));
}

const isInText = ({ start = 0 }: ts.Diagnostic, text: string): boolean => start < text.length;

function describe(found: ts.Diagnostic, text: string): CellDiagnostic {
  const start = Math.min(found.start ?? 0, Math.max(0, text.length - 1));
  return {
    start,
    length: Math.max(1, Math.min(found.length ?? 1, text.length - start)),
    severity: severityOf(found),
    code: found.code,
    message: messageOf(found, text),
    unnecessary: found.reportsUnnecessary !== undefined,
    deprecated: found.reportsDeprecated !== undefined,
  };
}

function severityOf({ category }: ts.Diagnostic): CellDiagnostic["severity"] {
  if (category === ts.DiagnosticCategory.Error) return "error";
  return category === ts.DiagnosticCategory.Warning ? "warning" : "hint";
}

function messageOf(found: ts.Diagnostic, text: string): string {
  const name = text.slice(found.start ?? 0, (found.start ?? 0) + (found.length ?? 0));
  if (found.code === ASSIGNS_TO_IMPORT)
    return `"${name}" belongs to another cell. A cell assigns only to its own names: declare it here with let, or assign to it in the cell that does.`;
  if (CANNOT_FIND_MODULE.has(found.code))
    return `There is no module ${name} here. A cell can import ${cellModules.map((module) => `"${module}"`).join(", ")}.`;
  return ts.flattenDiagnosticMessageText(found.messageText, "\n");
}

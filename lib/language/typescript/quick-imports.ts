import { ts } from "./compiler";
import type { Completion, CompletionDetails, QuickFix } from "../protocol";
import { documentationText } from "./symbol-text";
import { moduleFile } from "../type-bundle";
import type { VirtualCell } from "./virtual-cells";

/** Names that a whole module usually goes by. */
const namespaces = new Map([
  ["tf", "@tensorflow/tfjs"],
  ["Plot", "@observablehq/plot"],
]);
/** The one module whose single names are offered before they are imported. TensorFlow.js has hundreds, and goes by `tf`. */
const NAMED = "quire";

const moduleSymbol = (program: ts.Program | undefined, name: string): ts.Symbol | undefined => {
  const file = program?.getSourceFile(moduleFile(name));
  return file && program?.getTypeChecker().getSymbolAtLocation(file);
};

function exportsOf(program: ts.Program | undefined, name: string): ts.Symbol[] {
  const module = moduleSymbol(program, name);
  if (!program || !module) return [];
  return program
    .getTypeChecker()
    .getExportsOfModule(module)
    .filter(({ flags }) => (flags & ts.SymbolFlags.Value) !== 0);
}

/** Names that may be chosen before they are imported. */
export function completeImports(
  program: ts.Program | undefined,
  cell: VirtualCell,
  others: readonly Completion[],
): Completion[] {
  const taken = new Set([...others.map(({ name }) => name), ...cell.names.declared.keys()]);
  const offer = (name: string, kind: Completion["kind"], source: string): Completion => ({
    name,
    kind,
    sortText: `16${name}`,
    source,
  });
  return [
    ...[...namespaces].map(([name, source]) => offer(name, "module", source)),
    ...exportsOf(program, NAMED).map(({ name, flags }) =>
      offer(name, flags & ts.SymbolFlags.Function ? "function" : "constant", NAMED),
    ),
  ].filter(({ name }) => !taken.has(name));
}

/** What choosing such a name adds to the cell. */
export function importOf(
  program: ts.Program | undefined,
  cell: VirtualCell,
  name: string,
  source: string,
): CompletionDetails {
  const symbol = exportsOf(program, source).find((found) => found.name === name);
  const checker = program?.getTypeChecker();
  const documentation = documentationText(symbol?.getDocumentationComment(checker), symbol?.getJsDocTags(checker));
  return { signature: importText(name, source).trimEnd(), documentation, edits: [importEdit(cell, name, source)] };
}

const importText = (name: string, source: string): string =>
  namespaces.get(name) === source
    ? `import * as ${name} from "${source}";\n`
    : `import { ${name} } from "${source}";\n`;

/** Adds to the import of that module which the cell has, or a new line at the top. */
function importEdit(
  { text }: VirtualCell,
  name: string,
  source: string,
): { start: number; length: number; text: string } {
  const known = new RegExp(`^import \\{([^}]*?)(,?\\s*)\\} from ["']${source}["']`, "m").exec(text);
  if (known && namespaces.get(name) !== source) {
    return {
      start: known.index + "import {".length + known[1]!.length,
      length: 0,
      text: known[1]!.trim() === "" ? ` ${name} ` : `, ${name}`,
    };
  }
  return { start: 0, length: 0, text: importText(name, source) };
}

/** For a name that nothing defines. */
export function importFixes(program: ts.Program | undefined, cell: VirtualCell, name: string): QuickFix[] {
  if (cell.names.declared.has(name)) return [];
  const source =
    namespaces.get(name) ?? (exportsOf(program, NAMED).some((found) => found.name === name) ? NAMED : undefined);
  return source === undefined
    ? []
    : [{ title: `Import ${name} from "${source}"`, edits: [importEdit(cell, name, source)] }];
}

import type { Completion, CompletionDetails, QuickFix, Span } from "../protocol";
import { ts } from "./compiler";
import { documentationText } from "./symbol-text";
import type { VirtualCell } from "./virtual-cells";

/** Names that a whole module usually goes by. */
const namespaces = new Map([
  ["tf", "@tensorflow/tfjs"],
  ["Plot", "@observablehq/plot"],
]);
/** The same of packages that a notebook has to fetch first: offered as a fix, not while typing. */
const packageNamespaces = new Map([
  ["d3", "npm:d3"],
  ["aq", "npm:arquero@7"],
  ["_", "npm:lodash-es"],
  ["math", "npm:mathjs"],
]);
/** The one module whose single names are offered before they are imported. TensorFlow.js has hundreds, and goes by `tf`. */
const NAMED = "quire";

type SpanEdit = Span & { text: string };

/** What can be imported, found in the program as it is. */
export class ImportSources {
  constructor(
    readonly program: ts.Program | undefined,
    /** The file that an import of the module means. */
    readonly fileOf: (specifier: string) => string | undefined,
    /** The packages of the notebook. */
    readonly packages: readonly string[],
  ) {}

  exportsOf(specifier: string): ts.Symbol[] {
    const checker = this.program?.getTypeChecker();
    const path = this.fileOf(specifier);
    const file = path === undefined ? undefined : this.program?.getSourceFile(path);
    const module = file && checker?.getSymbolAtLocation(file);
    if (!checker || !module) return [];
    return checker
      .getExportsOfModule(module)
      .filter(({ flags }) => (flags & (ts.SymbolFlags.Value | ts.SymbolFlags.Alias)) !== 0);
  }

  /** Modules from which a name may come: whole ones by their usual name, then those that export it. */
  sourcesOf(name: string): string[] {
    const whole = namespaces.get(name) ?? packageNamespaces.get(name);
    const exporting = [NAMED, ...this.packages].filter((specifier) =>
      this.exportsOf(specifier).some((symbol) => symbol.name === name),
    );
    return [...new Set([...(whole === undefined ? [] : [whole]), ...exporting])];
  }
}

/** Names that may be chosen before they are imported. */
export function completeImports(
  sources: ImportSources,
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
    ...sources
      .exportsOf(NAMED)
      .map(({ name, flags }) => offer(name, flags & ts.SymbolFlags.Function ? "function" : "constant", NAMED)),
  ].filter(({ name }) => !taken.has(name));
}

/** What choosing such a name adds to the cell. */
export function importOf(sources: ImportSources, cell: VirtualCell, name: string, source: string): CompletionDetails {
  const symbol = sources.exportsOf(source).find((found) => found.name === name);
  const checker = sources.program?.getTypeChecker();
  const documentation = documentationText(symbol?.getDocumentationComment(checker), symbol?.getJsDocTags(checker));
  return { signature: importText(name, source).trimEnd(), documentation, edits: [importEdit(cell, name, source)] };
}

const isWhole = (name: string, source: string): boolean =>
  namespaces.get(name) === source || packageNamespaces.get(name) === source;

const importText = (name: string, source: string): string =>
  isWhole(name, source) ? `import * as ${name} from "${source}";\n` : `import { ${name} } from "${source}";\n`;

/** Adds to the import of that module which the cell has, or a new line at the top. */
function importEdit({ text }: VirtualCell, name: string, source: string): SpanEdit {
  const escaped = source.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const known = new RegExp(`^import \\{([^}]*?)(,?\\s*)\\} from ["']${escaped}["']`, "m").exec(text);
  if (!known || isWhole(name, source)) return { start: 0, length: 0, text: importText(name, source) };
  const [, names = ""] = known;
  const start = known.index + "import {".length + names.length;
  return { start, length: 0, text: names.trim() === "" ? ` ${name} ` : `, ${name}` };
}

/** For a name that nothing defines. */
export function importFixes(sources: ImportSources, cell: VirtualCell, name: string): QuickFix[] {
  if (cell.names.declared.has(name)) return [];
  return sources
    .sourcesOf(name)
    .map((source) => ({ title: `Import ${name} from "${source}"`, edits: [importEdit(cell, name, source)] }));
}

/** For a module that is not here: a package of that name may be. `span` is the specifier with its quotes. */
export function packageFixes({ text }: VirtualCell, span: Span): QuickFix[] {
  const specifier = text.slice(span.start + 1, span.start + span.length - 1);
  if (!/^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(?:\/[\w./-]+)?$/.test(specifier)) return [];
  const edit = { start: span.start + 1, length: specifier.length, text: `npm:${specifier}` };
  return [{ title: `Take "${specifier}" from npm`, edits: [edit] }];
}

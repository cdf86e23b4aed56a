import type { ImportDeclaration } from "acorn";
import type { CellAnalysis } from "@/lib/graph/analyse-cell";
import { parseCell } from "@/lib/graph/parse-cell";
import { ADDED, comment, escapeLine, LEFT_OUT, needsEscapes } from "./percent-escapes";

/** Lines of one module, cell by cell: what one cell declares, the next may not declare again. */
export class ModuleWriter {
  readonly #names = new Set<string>();
  readonly #types = new Set<string>();
  #lastText = "";

  /** The lines of a cell, or null where one module cannot hold it beside the cells before it. */
  add(source: string, analysis: CellAnalysis): string[] | null {
    const types = typeNames(source);
    if (new Set([...this.#types, ...types]).size < this.#types.size + types.length) return null;
    const parsed = parseCell(source);
    const taken = new Set(analysis.defines.flatMap(({ name, from }) => (from && this.#names.has(name) ? [name] : [])));
    const imports = parsed.program.body.filter((node) => node.type === "ImportDeclaration");
    const repeated = imports.filter((node) => localNames(node).some((name) => taken.has(name)));
    const spans = repeated.map((node) => wholeLines(parsed.js, node));
    if (spans.some((span) => span === null)) return null;
    // As comments, line ends of other kinds would let the rest of their line be code again.
    if (repeated.length > 0 && needsEscapes(source)) return null;
    const leftOut = new Set(spans.flatMap((span) => span ?? []));
    const added = repeated.flatMap((node) => rest(node, taken));
    for (const { name } of analysis.defines) this.#names.add(name);
    for (const name of types) this.#types.add(name);
    return this.#lines(source, parsed.shift > 0, leftOut, added);
  }

  #lines(source: string, isObject: boolean, leftOut: ReadonlySet<number>, added: readonly string[]): string[] {
    const lines = source
      .split("\n")
      .map((line, index) => (leftOut.has(index) ? `${LEFT_OUT}${line}` : escapeLine(line)));
    const before = [
      ...(this.#needsSeparator(source, isObject) ? [`;${ADDED}`] : []),
      ...added.map((line) => line + ADDED),
    ];
    if (source.trim() !== "") this.#lastText = isObject ? ");" : source;
    return isObject ? [...before, `(${ADDED}`, ...lines, `);${ADDED}`] : [...before, ...lines];
  }

  /** Cells end where they end; in one module a line that begins so would go on with the line before it. */
  #needsSeparator(source: string, isObject: boolean): boolean {
    const goesOn = isObject || /^\s*[^\s\w$"'#@{}]/.test(source) || /^\s*(in|instanceof|as|satisfies)\b/.test(source);
    return goesOn && this.#lastText !== "" && !/;\s*$/.test(this.#lastText);
  }
}

const typeNames = (source: string): string[] =>
  Array.from(
    source.matchAll(/^(?:export\s+)?(?:declare\s+)?type\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu),
    (m) => m[1] ?? "",
  );

const localNames = (node: ImportDeclaration): string[] => node.specifiers.map(({ local }) => local.name);

/** The lines of a statement, or null where it shares one with another. Lines without types are those of the source. */
function wholeLines(js: string, { start, end }: { start: number; end: number }): number[] | null {
  const before = js.slice(0, start).split("\n");
  const after = js.slice(end).split("\n")[0] ?? "";
  if (before.at(-1)?.trim() !== "" || !/^\s*;?\s*(\/\/.*)?$/.test(after)) return null;
  const first = before.length - 1;
  const count = js.slice(start, end).split("\n").length;
  return Array.from({ length: count }, (_, index) => first + index);
}

/** What such an import names beside the names that are there already, as an import of its own. */
function rest(node: ImportDeclaration, taken: ReadonlySet<string>): string[] {
  const module = JSON.stringify(node.source.value);
  const kept = node.specifiers.filter(({ local }) => !taken.has(local.name));
  return kept.map((specifier) => {
    if (specifier.type === "ImportDefaultSpecifier") return `import ${specifier.local.name} from ${module};`;
    if (specifier.type === "ImportNamespaceSpecifier") return `import * as ${specifier.local.name} from ${module};`;
    const { imported, local } = specifier;
    const name = imported.type === "Identifier" ? imported.name : JSON.stringify(imported.value);
    return `import { ${name === local.name ? name : `${name} as ${local.name}`} } from ${module};`;
  });
}

export const asComments = (source: string): string[] => source.split("\n").map((line) => escapeLine(comment(line)));

import { parse, type Program } from "acorn";
import MagicString from "magic-string";
import { transform } from "sucrase";
import { CellProblemError } from "./cell-problem";
import { PositionMap, type RawMap } from "./position-map";

/** A cell without its types: JavaScript on the same lines, and its tree. */
export interface ParsedCell {
  js: string;
  program: Program;
  /** From the TypeScript to `js`; made when asked for: only errors and rewriting need it. */
  map: () => RawMap;
  /** Characters put before the first line of the source: 1 where the cell was read as an expression. */
  shift: number;
}

/** Throws CellProblemError where the text is not TypeScript that a cell can hold. */
export function parseCell(source: string): ParsedCell {
  // `{ a: 1 }` is a block to the grammar and an object to the person.
  if (/^\s*\{/.test(source) && !/;\s*$/.test(source)) {
    try {
      return parseWith(`(${source}\n)`, 1);
    } catch {
      // A block after all.
    }
  }
  return parseWith(source, 0);
}

function parseWith(source: string, shift: number): ParsedCell {
  const plain = readPlain(source);
  if (plain) return { js: source, program: plain, map: () => identity(source), shift };
  const { js, map } = withoutTypes(source);
  refuseNamespaces(source, js);
  try {
    return { js, program: readProgram(js), map: () => map, shift };
  } catch (error) {
    throw syntaxProblem(error, (place) => new PositionMap([map], shift).original(place), js);
  }
}

const readProgram = (js: string): Program =>
  parse(js, {
    ecmaVersion: "latest",
    sourceType: "module",
    allowAwaitOutsideFunction: true,
    allowHashBang: false,
    ranges: true,
  });

/** What JavaScript and TypeScript may both read, and each in its way: `f<a>(b)`, and the parts of classes. */
const MAY_DIFFER = /<|\bclass\b/;

/** The tree of a text without types, which is spared the way through sucrase: it takes longer than all else before a short cell runs. */
function readPlain(source: string): Program | undefined {
  if (MAY_DIFFER.test(source)) return undefined;
  try {
    return readProgram(source);
  } catch {
    // With types, or broken: sucrase knows which.
    return undefined;
  }
}

const identity = (source: string): RawMap =>
  new MagicString(source).generateMap({ hires: "boundary", source: "cell.ts" });

function withoutTypes(source: string): { js: string; map: RawMap } {
  try {
    const { code, sourceMap } = transform(source, {
      transforms: ["typescript"],
      disableESTransforms: true,
      keepUnusedImports: true,
      preserveDynamicImport: true,
      filePath: "cell.ts",
      sourceMapOptions: { compiledFilename: "cell.js" },
    });
    if (!sourceMap) throw new Error("sucrase gave no source map");
    return { js: code, map: sourceMap };
  } catch (error) {
    throw syntaxProblem(error, (place) => place, source);
  }
}

type Located = { loc?: { line: number; column: number }; pos?: number; message?: string };

function syntaxProblem(
  error: unknown,
  toSource: (place: { line: number; column: number }) => { line: number; column: number },
  text: string,
): unknown {
  const { loc, pos, message = "" } = error as Located;
  // acorn counts columns from 0, sucrase from 1; sucrase alone starts its messages so.
  const fromSucrase = message.startsWith("Error transforming");
  // On some broken texts, such as `(@`, sucrase loses its count of scopes and has no place to name.
  if (fromSucrase && !loc)
    return new CellProblemError({
      code: "syntax",
      message: "This cannot be read as TypeScript.",
      names: [],
      cells: [],
    });
  if (!(error instanceof Error) || !loc) return error;
  const place = toSource({ line: loc.line, column: loc.column + (fromSucrase ? 0 : 1) });
  const plain = message.replace(/^Error transforming [^:]*: /, "").replace(/\s*\(\d+:\d+\)$/, "");
  return new CellProblemError({ code: "syntax", message: explain(plain, text, pos), ...place, names: [], cells: [] });
}

function explain(message: string, text: string, pos: number | undefined): string {
  const at = pos === undefined ? "" : (/^(?:[\w$]+|\S)/.exec(text.slice(pos))?.[0] ?? "");
  if (/^Unexpected (token|character)/.test(message)) {
    if (at === "@") return "Decorators are not supported in cells.";
    if (pos !== undefined && text.slice(pos).trim() === "")
      return "The cell ends too early: something is missing here.";
    return at ? `Unexpected "${at}".` : "Unexpected token.";
  }
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** sucrase drops namespaces without a word: code would vanish. `declare namespace` holds types only and may go. */
function refuseNamespaces(source: string, js: string): void {
  const kept = js.split("\n");
  for (const match of source.matchAll(/(?<=^|[;{}])[^\S\n]*(?:export\s+)?(namespace|module)\s+[\w$.]+\s*\{/gm)) {
    const line = source.slice(0, match.index + match[0].indexOf(match[1] ?? "")).split("\n").length;
    if (kept[line - 1]?.includes(match[1] ?? "")) continue;
    const message = "Namespaces are not supported in cells: use an object or a cell of its own.";
    throw new CellProblemError({ code: "unsupported", message, line, column: 1, names: [], cells: [] });
  }
}

import type { AnyNode, Identifier, Program } from "acorn";
import MagicString from "magic-string";
import { locator, refuseUnsupported, SCOPE_NAME } from "@/lib/graph/analyse-cell";
import { CellProblemError } from "@/lib/graph/cell-problem";
import { parseCell, type ParsedCell } from "@/lib/graph/parse-cell";
import { PositionMap, type Position } from "@/lib/graph/position-map";
import { findScopes, importedName, type NameUse } from "@/lib/graph/scopes";
import { bindInputs } from "./bind-inputs";
import { walk } from "./walk";

/** A cell as JavaScript that evaluates to `async (scope) => result`, and the way back to its own lines. */
export interface CompiledCell {
  code: string;
  /** Names it publishes; those that come from an import with where they come from. */
  names: { name: string; from?: string }[];
  /** From a place in `code` to the cell's text; nothing where the kernel's own prologue stands. */
  locate(place: Position): Position | undefined;
}

/**
 * One async function with the cell's lines untouched; its top-level names are published to the scope as getters, so that other
 * cells see them live. `isForeign` says which undeclared names belong to other cells (or to nobody) rather than to the
 * language. Throws CellProblemError.
 */
export function compileCell(source: string, url: string, isForeign: (name: string) => boolean): CompiledCell {
  const parsed = parseCell(source);
  const scopes = findScopes(parsed.program);
  refuseUnsupported(parsed, scopes);
  const text = new MagicString(parsed.js);
  const imports = importBindings(parsed.program);
  rewriteReferences(
    text,
    parsed,
    (use) =>
      imports.places.get(use.own ? use.name : "") ??
      (!use.own && isForeign(use.name) ? `${SCOPE_NAME}.${use.name}` : undefined),
    scopes.uses,
  );
  dropImportsAndExports(text, parsed.program);
  returnLastExpression(text, parsed);
  const inputs = bindInputs(text, parsed.program, scopes.uses, imports.inputs);

  const accessors = scopes.names.map(({ name }) => {
    const setter = inputs.has(name) ? `, (value) => { ${name} = value; }` : "";
    return `[${JSON.stringify(name)}, () => ${imports.places.get(name) ?? name}${setter}]`;
  });
  const publish = accessors.length > 0 ? `${SCOPE_NAME}.$def([${accessors.join(", ")}]); ` : "";
  const prologue = `(async function (${SCOPE_NAME}) { "use strict"; ${publish}${imports.statements.join(" ")} `;
  text.prepend(prologue);
  text.append(`\n})\n//# sourceURL=${url}`);
  return {
    code: text.toString(),
    names: scopes.names.map(({ name, from }) => ({ name, ...(from && { from }) })),
    locate: lazyLocate(text, parsed, source, prologue.length),
  };
}

function lazyLocate(text: MagicString, parsed: ParsedCell, source: string, prologue: number): CompiledCell["locate"] {
  let map: PositionMap | undefined;
  const lines = parsed.js.split("\n").length;
  return (place) => {
    if (place.line > lines || (place.line === 1 && place.column <= prologue)) return undefined;
    map ??= new PositionMap([text.generateMap({ hires: "boundary", source: "cell.js" }), parsed.map()], parsed.shift);
    return atName(source, map.original(place));
  };
}

/** The engine points at the bracket of a call that was rewritten; the person looks for the name before it. */
function atName(source: string, { line, column }: Position): Position {
  const before = source.split("\n")[line - 1]?.slice(0, column - 1) ?? "";
  const opens = /^[(`]/.test(source.split("\n")[line - 1]?.slice(column - 1) ?? "");
  const name = opens ? (/[\w$]+$/.exec(before)?.[0] ?? "") : "";
  return { line, column: column - name.length };
}

/** Where a name really lives: `scope.x` of another cell, `module.x` of an import. Undefined: where it is written. */
type PlaceOf = (use: NameUse) => string | undefined;

/** A name becomes its place; a call leaks no `this`; `typeof` of a name that nobody has stays legal. */
function rewriteReferences(text: MagicString, parsed: ParsedCell, placeOf: PlaceOf, uses: readonly NameUse[]): void {
  const places = new Map<number, string>();
  for (const use of uses) {
    const place = placeOf(use);
    if (place) places.set(use.start, place);
  }
  const returned = lastStatement(parsed.program);
  walk(parsed.program, (node, above) => {
    if (node.type === "ImportExpression")
      text.update(node.start, node.start + "import".length, `${SCOPE_NAME}.$import`);
    if (node.type === "MetaProperty" && node.meta.name === "import") refuseMeta(parsed, node.start);
    const parent = above.at(-1);
    const place = node.type === "Identifier" ? places.get(node.start) : undefined;
    if (
      !place ||
      !parent ||
      node.type !== "Identifier" ||
      (parent.type === "Property" && parent.shorthand && parent.key === node)
    )
      return;
    places.delete(node.start);
    if (isCallee(node.start, parent))
      text.update(node.start, node.end, `${opensStatement(node, above, returned) ? ";" : ""}(0, ${place})`);
    else rewrite(text, node, parent, place);
  });
}

function rewrite(text: MagicString, { start, end, name }: Identifier, parent: AnyNode, place: string): void {
  if (parent.type === "Property" && parent.shorthand) text.update(start, end, `${name}: ${place}`);
  else if (parent.type === "UnaryExpression" && parent.operator === "typeof" && place === `${SCOPE_NAME}.${name}`) {
    text.update(parent.start, parent.end, `${SCOPE_NAME}.$typeof(${JSON.stringify(name)})`);
  } else text.update(start, end, place);
}

/** A bracket at the start of a statement would join it to a line before it that ends without a semicolon. */
function opensStatement(node: Identifier, above: readonly AnyNode[], returned: AnyNode | undefined): boolean {
  const at = above.findLastIndex((ancestor) => ancestor.type === "ExpressionStatement");
  const statement = above[at];
  if (statement?.start !== node.start || statement === returned) return false;
  return ["Program", "BlockStatement", "StaticBlock", "SwitchCase"].includes(above[at - 1]?.type ?? "");
}

function isCallee(start: number, parent: AnyNode): boolean {
  if (parent.type === "CallExpression") return parent.callee.start === start;
  return parent.type === "TaggedTemplateExpression" && parent.tag.start === start;
}

function refuseMeta(parsed: ParsedCell, start: number): never {
  throw new CellProblemError({
    code: "unsupported",
    message: "import.meta is not there in cells.",
    ...locator(parsed)(start),
    names: [],
    cells: [],
  });
}

interface ImportBindings {
  /** Awaits that stand before the cell's first line. */
  statements: string[];
  /** By local name: where it lives in its module, so that it stays live (`abortSignal` is another in each execution). */
  places: Map<string, string>;
  /** Local names of the module quire's `input`. */
  inputs: Set<string>;
}

function importBindings(program: Program): ImportBindings {
  const places = new Map<string, string>();
  const inputs = new Set<string>();
  const statements = program.body.flatMap((node, index) => {
    if (node.type !== "ImportDeclaration") return [];
    const module = `${SCOPE_NAME}_${index}`;
    const names = node.specifiers.map((specifier) => ({
      imported: importedName(specifier),
      local: specifier.local.name,
    }));
    for (const { imported, local } of names) {
      if (imported === "input" && node.source.value === "quire") inputs.add(local);
      if (imported !== "*") places.set(local, `${module}[${JSON.stringify(imported)}]`);
    }
    const whole = names.filter(({ imported }) => imported === "*").map(({ local }) => `const ${local} = ${module};`);
    const wanted = JSON.stringify(names.map(({ imported }) => imported));
    return [
      `const ${module} = await ${SCOPE_NAME}.$import(${JSON.stringify(node.source.value)}, ${wanted});`,
      ...whole,
    ];
  });
  return { statements, places, inputs };
}

/** The lines of imports stay, empty. All top-level names are seen by other cells anyway: the word `export` goes. */
function dropImportsAndExports(text: MagicString, program: Program): void {
  for (const node of program.body) {
    if (node.type === "ExportNamedDeclaration" && node.declaration)
      text.update(node.start, node.declaration.start, " ");
    else if (node.type === "ImportDeclaration" || node.type === "ExportNamedDeclaration")
      blank(text, text.original, node.start, node.end);
  }
}

function blank(text: MagicString, js: string, start: number, end: number): void {
  text.update(start, end, `;${js.slice(start, end).replace(/[^\n]/g, "")}`);
}

/** What the cell shows: its last expression, also where a block keeps all of it local. */
function lastStatement({ body }: { body: AnyNode[] }): AnyNode | undefined {
  const last = body.at(-1);
  return last?.type === "BlockStatement" ? lastStatement(last) : last;
}

function returnLastExpression(text: MagicString, { program, js }: ParsedCell): void {
  const last = lastStatement(program);
  if (last?.type !== "ExpressionStatement") return;
  const end = js[last.end - 1] === ";" ? last.end - 1 : last.end;
  text.appendLeft(last.start, "return (");
  text.prependRight(end, ")");
}

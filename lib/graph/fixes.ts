import type { AnyNode, Identifier } from "acorn";
import { walk } from "@/lib/kernel/walk";
import type { GraphNode, NotebookGraph } from "./notebook-graph";
import { CellRewrite } from "./rewrite";
import { analyseCode } from "./analyse-code";
import { renameInSql } from "./sql/rename-sql";
import { readSqlCode, textOfCode, writeSqlCode } from "./sql/sql-code";
import type { NameUse } from "./scopes";

/** A change of texts or cells that takes a problem away, offered as one press. */
export interface Fix {
  title: string;
  /** New texts, by cell. */
  texts: ReadonlyMap<string, string>;
  /** New names for the results of SQL cells, by cell. */
  resultNames?: ReadonlyMap<string, string>;
  /** Cells that become one, in the notebook's order. */
  merge?: readonly string[];
}

/** What can be done about the cell's problem, the best first. Empty where only a person can tell. */
export function fixesOf(graph: NotebookGraph, cellId: string): Fix[] {
  const node = graph.nodes.get(cellId);
  if (!node?.problem) return [];
  const { code, names } = node.problem;
  try {
    if (code === "duplicate" && readSqlCode(node.source)) return names.map((name) => resultRenamed(graph, node, name));
    if (code === "duplicate")
      return [renamed(graph, node, names), madeLocal(graph, node, names)].filter((fix) => fix !== null);
    if (code === "assignment") return [assignedHere(graph, node, names)];
    if (code === "cycle") return mergedCircle(graph, node);
    return [];
  } catch {
    // Text that cannot be read has no fix but a person's.
    return [];
  }
}

/** `x2`, or the next number that no cell has or reads. */
export function freeName(graph: NotebookGraph, name: string): string {
  const taken = namesIn(graph);
  const [, stem = name, number] = /^(.*?)(\d+)$/.exec(name) ?? [];
  for (let next = number ? Number(number) + 1 : 2; ; next++) if (!taken.has(`${stem}${next}`)) return `${stem}${next}`;
}

/** No cell defines or reads it. */
export const isFreeName = (graph: NotebookGraph, name: string): boolean => !namesIn(graph).has(name);

function namesIn(graph: NotebookGraph): Set<string> {
  const names = new Set<string>();
  for (const { analysis } of graph.nodes.values()) {
    for (const definition of analysis.defines) names.add(definition.name);
    for (const used of [...analysis.uses, ...Object.values(analysis.deferredUses).flat()]) names.add(used);
  }
  return names;
}

// ── Merge ──

/** One cell in place of the circle. Not where it could not be read: with SQL in it, or names that all of them import. */
function mergedCircle(graph: NotebookGraph, node: GraphNode): Fix[] {
  const circle = new Set([node.id, ...(node.problem?.cells ?? [])]);
  const nodes = [...graph.nodes.values()].filter(({ id }) => circle.has(id));
  if (nodes.some(({ source }) => readSqlCode(source))) return [];
  if (analyseCode(nodes.map(({ source }) => source).join("\n")).problem) return [];
  return [{ title: "Merge these cells", texts: new Map(), merge: nodes.map(({ id }) => id) }];
}

// ── Rename ──

function renamed(graph: NotebookGraph, node: GraphNode, names: readonly string[]): Fix {
  const pairs = names.map((name) => [name, freeName(graph, name)] as const);
  const source = pairs.reduce((text, [from, to]) => renameIn(text, from, to), node.source);
  const said = pairs.length === 1 ? `Rename to ${pairs[0]?.[1]}` : `Rename to ${pairs.map(([, to]) => to).join(", ")}`;
  return { title: said, texts: new Map([[node.id, source]]) };
}

function resultRenamed(graph: NotebookGraph, node: GraphNode, name: string): Fix {
  const to = freeName(graph, name);
  return { title: `Rename to ${to}`, texts: new Map(), resultNames: new Map([[node.id, to]]) };
}

/** The name everywhere in a cell: where it is declared, read and written, and in types. */
export function renameIn(source: string, from: string, to: string): string {
  const sql = readSqlCode(source);
  if (sql) {
    const text = renameInSql(sql.text, from, to, (script) => renameIn(script, from, to));
    return writeSqlCode({ ...sql, text });
  }
  const cell = new CellRewrite(source);
  const shorthands = shorthandProperties(cell.parsed.program);
  const declared = new Set(declarations(cell, from));
  const places = new Set([...cell.mentions(from).map(({ start }) => start), ...declared]);
  for (const start of places) {
    const at = cell.at(start, from.length);
    if (at === undefined) continue;
    const shorthand = shorthands.get(start);
    cell.text.update(at, at + from.length, shorthand === undefined ? to : `${from}${shorthand} ${to}`);
  }
  for (const at of typeMentions(cell, from)) cell.text.update(at, at + from.length, to);
  return cell.text.toString();
}

/** Where the top-level name is declared: overloads and repeated `var`s, too. */
function declarations(cell: CellRewrite, name: string): number[] {
  const found = cell.scopes.names.find((top) => top.name === name);
  return found ? found.places : [];
}

/** `{ x }` keeps its key, `import { x }` what it imports: by place, the word between the two names. */
function shorthandProperties(program: AnyNode): Map<number, string> {
  const found = new Map<number, string>();
  walk(program, (node) => {
    if (node.type === "Property" && node.shorthand) found.set(node.key.start, ":");
    if (node.type === "ImportSpecifier" && node.imported.start === node.local.start) found.set(node.local.start, " as");
  });
  return found;
}

/** Places of the word that are not in the JavaScript at all: in a type. */
function typeMentions(cell: CellRewrite, name: string): number[] {
  const word = new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`, "g");
  const run = new Set<number | undefined>();
  for (const { index } of cell.parsed.js.matchAll(word)) run.add(cell.at(index, name.length));
  if (run.has(undefined)) return [];
  return [...cell.source.matchAll(word)].map(({ index }) => index).filter((at) => !run.has(at));
}

// ── Make local ──

/**
 * Puts the cell in { }. What other cells use of it stays theirs as `var`, which a block does not hide. Imports stay above. Nothing
 * where a name that others use is declared together with the one that is to be local, or is no variable.
 */
function madeLocal(graph: NotebookGraph, node: GraphNode, names: readonly string[]): Fix | null {
  const cell = new CellRewrite(node.source);
  const { body } = cell.parsed.program;
  const shared = sharedNames(graph, node, names);
  for (const statement of body) {
    if (statement.type.startsWith("Export")) return null;
    const declared = topNames(cell, statement);
    if (statement.type === "ImportDeclaration") {
      if (declared.some((name) => names.includes(name))) return null;
      continue;
    }
    if (!declared.some((name) => shared.has(name))) continue;
    if (statement.type !== "VariableDeclaration" || declared.some((name) => names.includes(name))) return null;
    const at = cell.at(statement.start, statement.kind.length);
    if (at === undefined) return null;
    cell.text.update(at, at + statement.kind.length, "var");
  }
  const imports = body.filter(({ type }) => type === "ImportDeclaration");
  const lastImport = imports.at(-1);
  if (lastImport && body.indexOf(lastImport) !== imports.length - 1) return null;
  const source = wrap(cell.text.toString(), lastImport ? lineAfter(node.source, lastImport.end, cell) : 0);
  return source === null ? null : { title: "Make local to this cell", texts: new Map([[node.id, source]]) };
}

function lineAfter(source: string, jsOffset: number, cell: CellRewrite): number {
  const end = cell.at(jsOffset - 1, 1) ?? 0;
  const line = source.indexOf("\n", end);
  return line < 0 ? source.length : line + 1;
}

function wrap(source: string, from: number): string {
  const body = source.slice(from).replace(/\n$/, "");
  const indented = /`[^`]*\n/.test(body) ? body : body.replace(/^(?=.)/gm, "  ");
  return `${source.slice(0, from)}{\n${indented}\n}`;
}

/** Names of the cell that other cells read, but for those that it may not have. */
function sharedNames(graph: NotebookGraph, node: GraphNode, taken: readonly string[]): Set<string> {
  const read = new Set<string>();
  for (const other of graph.nodes.values()) {
    if (other.id === node.id) continue;
    for (const name of [...other.analysis.uses, ...Object.values(other.analysis.deferredUses).flat()]) read.add(name);
  }
  const own = node.analysis.defines.map(({ name }) => name);
  return new Set(own.filter((name) => read.has(name) && !taken.includes(name)));
}

const topNames = (cell: CellRewrite, statement: AnyNode): string[] =>
  cell.scopes.names
    .filter(({ places }) => places.some((place) => place >= statement.start && place < statement.end))
    .map(({ name }) => name);

// ── Assign ──

/**
 * The new value gets a name of its own, here and in the cells below that read it, as whoever runs a notebook from top to bottom means it.
 * A name that nobody has is declared here.
 */
function assignedHere(graph: NotebookGraph, node: GraphNode, names: readonly string[]): Fix {
  const texts = new Map<string, string>();
  const order = [...graph.nodes.keys()];
  const below = order.slice(order.indexOf(node.id) + 1);
  let source = node.source;
  const given: string[] = [];
  for (const name of names) {
    const owned = graph.owners.has(name);
    const to = owned ? freeName(graph, name) : name;
    given.push(to);
    source = declareAssigned(source, name, to, owned);
    if (!owned) continue;
    for (const id of below) {
      const text = texts.get(id) ?? graph.nodes.get(id)?.source ?? "";
      if (reads(text, name)) texts.set(id, renameIn(text, name, to));
    }
  }
  texts.set(node.id, withFreeNames(graph, node.id, source));
  const others = texts.size > 1 ? " and below" : "";
  const written = new Map([...texts].map(([id, code]) => [id, textOfCode(code)]));
  return { title: `Call it ${given.join(", ")} here${others}`, texts: written };
}

/** One press is enough: what the cell declares itself may be taken as well. */
function withFreeNames(graph: NotebookGraph, id: string, source: string): string {
  const taken = new CellRewrite(source).scopes.names.filter(
    ({ name, from }) => from === undefined && (graph.owners.get(name) ?? id) !== id,
  );
  return taken.reduce((text, { name }) => renameIn(text, name, freeName(graph, name)), source);
}

function reads(source: string, name: string): boolean {
  try {
    if (readSqlCode(source)) return analyseCode(source).uses.includes(name);
    const mentions = new CellRewrite(source).mentions(name);
    return mentions.length > 0 && mentions.every(({ own }) => !own);
  } catch {
    return false;
  }
}

/** `x = f(x)` as the first thing done to x becomes `let x2 = f(x)`; else the new name begins with the old value. */
function declareAssigned(source: string, from: string, to: string, owned: boolean): string {
  const cell = new CellRewrite(source);
  const plain = firstPlainAssignment(cell, from);
  const first = plain && cell.at(plain.statement.start, from.length);
  if (!plain || first === undefined) {
    const begin = owned ? `let ${to} = ${from};\n` : `let ${to};\n`;
    return begin + renameIn(source, from, to);
  }
  for (const use of cell.mentions(from)) {
    const at = cell.at(use.start, from.length);
    const isInput =
      use.start >= plain.statement.start && use.end <= plain.statement.end && use.start !== plain.target.start;
    if (at !== undefined && !isInput && from !== to) cell.text.update(at, at + from.length, to);
  }
  cell.text.appendLeft(first, "let ");
  return cell.text.toString();
}

/** A statement `x = …` at the top level that comes before every other mention of x, and does not hide x in a function of its own. */
function firstPlainAssignment(cell: CellRewrite, name: string): { statement: AnyNode; target: Identifier } | undefined {
  for (const statement of cell.parsed.program.body) {
    const inside = ({ start, end }: NameUse) => start >= statement.start && end <= statement.end;
    if (!cell.mentions(name).some(inside)) continue;
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression")
      return undefined;
    const { left, operator } = statement.expression;
    if (operator !== "=" || left.type !== "Identifier" || left.name !== name) return undefined;
    const writes = cell.mentions(name).filter((use) => inside(use) && use.writes);
    return writes.length === 1 ? { statement, target: left } : undefined;
  }
  return undefined;
}

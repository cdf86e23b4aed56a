import { parseCell } from "@/lib/graph/parse-cell";
import { PositionMap } from "@/lib/graph/position-map";
import { QuireError } from "@/lib/protocol/errors";
import type { Cell } from "./doc";
import type { FileCell } from "./notebook-file";

/** The setting of a cell whose values are meant to be set from outside. */
export const PARAMETERS_SETTING = "parameters";

export const isParameters = (cell: Pick<Cell, "settings">): boolean => cell.settings?.get(PARAMETERS_SETTING) === true;

interface Parameter {
  name: string;
  /** Where its value stands in the cell's text. */
  start: number;
  end: number;
}

/** The names that a cell gives a value to with `const` or `let`, where that value is written out: no type stands within it. */
function parametersOf(source: string): Parameter[] {
  const { js, program, map, shift } = parseCell(source);
  const places = new PositionMap([map()], shift);
  const lines = source.split("\n");
  return program.body
    .flatMap((node) => (node.type === "VariableDeclaration" && node.kind !== "var" ? node.declarations : []))
    .flatMap(({ id, init }): Parameter[] => {
      if (id.type !== "Identifier" || !init) return [];
      const before = js.slice(0, init.start).split("\n");
      const { line, column } = places.original({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
      const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
      const value = js.slice(init.start, init.end);
      return source.startsWith(value, start) ? [{ name: id.name, start, end: start + value.length }] : [];
    });
}

function safeParameters({ type, source }: FileCell): Parameter[] {
  if (type !== "ts") return [];
  try {
    return parametersOf(source);
  } catch {
    // What is wrong with the cell is said when it runs.
    return [];
  }
}

/** A value as a person writes it after the name: JSON where it is that, else a text. */
function literal(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return JSON.stringify(value);
  }
}

/**
 * The cells with other values for these names. Where a cell is marked as holding the parameters, only its names are; else any
 * top-level `const` or `let` may be set.
 */
export function setParameters(cells: readonly FileCell[], values: ReadonlyMap<string, string>): FileCell[] {
  const marked = cells.filter(({ settings }) => settings[PARAMETERS_SETTING] === true);
  const open = new Set((marked.length > 0 ? marked : cells).map(({ id }) => id));
  const known = new Set<string>();
  const changed = cells.map((cell) => {
    if (values.size === 0 || !open.has(cell.id)) return cell;
    let { source } = cell;
    for (const { name, start, end } of safeParameters(cell).reverse()) {
      known.add(name);
      const value = values.get(name);
      if (value !== undefined) source = source.slice(0, start) + literal(value) + source.slice(end);
    }
    return source === cell.source ? cell : { ...cell, source };
  });
  const missing = [...values.keys()].find((name) => !known.has(name));
  if (missing === undefined) return changed;
  const there = known.size > 0 ? ` It has ${[...known].slice(0, 20).join(", ")}.` : "";
  const where = marked.length > 0 ? "The parameters cell" : "The notebook";
  throw new QuireError(
    "BAD_REQUEST",
    `${where} gives no value to “${missing}” with const or let, so it cannot be set.${there}`,
  );
}

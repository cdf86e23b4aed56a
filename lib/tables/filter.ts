import { type ColumnData, isMissing } from "@/lib/datasets/column-data";
import { textAt } from "./table-cell";
import type { TableData } from "./table-data";

type Test = (row: number) => boolean;

const comparison = /^\s*(.+?)\s*(<=|>=|!=|==|=|<|>|!~|~)\s*(.*?)\s*$/;

/**
 * Which rows a filter lets through; null: all. Conditions are joined by `and`: `name > 3`, `name = text`, `name != text`,
 * `name ~ part`, `name !~ part`, `name = null`; anything else is looked for in all columns.
 */
export function filterRows(table: TableData, filter: string): Uint32Array | null {
  const tests = filter
    .split(/\s+and\s+|\s*&&\s*/i)
    .filter((part) => part.trim() !== "")
    .map((part) => testOf(table, part));
  if (tests.length === 0) return null;
  const found = new Uint32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row++) if (tests.every((test) => test(row))) found[count++] = row;
  return found.slice(0, count);
}

function testOf(table: TableData, part: string): Test {
  const [, name = "", operator = "", given = ""] = comparison.exec(part) ?? [];
  const column = table.columns.find(({ column: one }) => one.name.toLowerCase() === unquoted(name).toLowerCase());
  if (column && operator) return compare(column, operator, unquoted(given));
  const looked = part.trim().toLowerCase();
  return (row) => table.columns.some((data) => !isMissing(data, row) && contains(data, row, looked));
}

const unquoted = (text: string): string => /^(["'`])(.*)\1$/.exec(text)?.[2] ?? text;
const contains = (data: ColumnData, row: number, part: string): boolean =>
  textAt(data, row).toLowerCase().includes(part);

function compare(data: ColumnData, operator: string, given: string): Test {
  if (given.toLowerCase() === "null" || given === "") {
    if (operator === "=" || operator === "==") return (row) => isMissing(data, row);
    if (operator === "!=") return (row) => !isMissing(data, row);
  }
  const there = (test: Test): Test => {
    return (row) => !isMissing(data, row) && test(row);
  };
  const part = given.toLowerCase();
  if (operator === "~") return there((row) => contains(data, row, part));
  if (operator === "!~") return there((row) => !contains(data, row, part));
  const order = orderOf(data, given);
  switch (operator) {
    case "<":
      return there((row) => order(row) < 0);
    case "<=":
      return there((row) => order(row) <= 0);
    case ">":
      return there((row) => order(row) > 0);
    case ">=":
      return there((row) => order(row) >= 0);
    case "!=":
      return there((row) => order(row) !== 0);
    default:
      return there((row) => order(row) === 0);
  }
}

/** How a row's value stands to the given one; NaN (which is neither) where they cannot be compared. */
function orderOf(data: ColumnData, given: string): (row: number) => number {
  const { type } = data.column;
  if (data.kind !== "text" && (type === "number" || type === "integer" || type === "date")) {
    const wanted = type === "date" ? Date.parse(given) : Number(given);
    const { values } = data;
    return (row) => (values[row] ?? NaN) - wanted;
  }
  const wanted = given.toLowerCase();
  return (row) => {
    const text = textAt(data, row).toLowerCase();
    return text < wanted ? -1 : text > wanted ? 1 : 0;
  };
}

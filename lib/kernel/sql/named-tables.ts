import { Dataset } from "@/lib/datasets/dataset";
import type { NamedTable } from "@/lib/protocol/view";
import { asTable } from "../display/table";

/** Of a value only its first rows are looked at. */
const LOOKED_AT = 20;

/** Names whose values a query can read, with their columns. A value that cannot be looked at is none. */
export function namedTables(scope: {
  names(): Iterable<[name: string, cellId: string]>;
  get(name: string): unknown;
}): NamedTable[] {
  return [...scope.names()].flatMap(([name]) => {
    const columns = columnsOf(() => scope.get(name));
    return columns ? [{ name, columns }] : [];
  });
}

function columnsOf(read: () => unknown): NamedTable["columns"] | undefined {
  try {
    const value = read();
    if (value instanceof Dataset) return value.columns.map(({ name, type }) => ({ name, type }));
    return asTable(Array.isArray(value) ? value.slice(0, LOOKED_AT) : value)?.columns.map(({ name, type }) => ({
      name,
      type,
    }));
  } catch {
    // A name before its value is there, or a getter of the cell's that throws.
    return undefined;
  }
}

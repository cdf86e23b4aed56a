import type { DatasetColumn } from "@/lib/protocol/dataset";
import { QuireError } from "@/lib/protocol/errors";
import { ColumnGuess, type RawValue } from "./column-guess";
import { CellError, type EncodedPart, PartWriter } from "./part-writer";

type ColumnTypes = Partial<Record<string, DatasetColumn["type"]>>;

/** Values that a cell commits, as a dataset's columns and parts. */
export interface EncodedDataset {
  columns: DatasetColumn[];
  parts: EncodedPart[];
}

/** From columns of the same length, by name. `shapes` makes lists of numbers into images: `[height, width, channels]`. */
export function encodeColumns(
  data: Record<string, ArrayLike<RawValue>>,
  options: { types?: ColumnTypes; shapes?: Partial<Record<string, readonly number[]>> } = {},
): EncodedDataset {
  const names = Object.keys(data);
  const length = commonLength(data);
  const columns = names.map((name) => guess(name, data[name] ?? [], options.types?.[name], options.shapes?.[name]));
  const writer = new PartWriter(columns, false);
  const parts: EncodedPart[] = [];
  try {
    for (let row = 0; row < length; row++) {
      const part = writer.push(names.map((name) => data[name]?.[row]));
      if (part) parts.push(part);
    }
  } catch (error) {
    throw error instanceof CellError ? new QuireError("UNPROCESSABLE", `${error.message} Nothing was kept.`) : error;
  }
  const last = writer.flush();
  return { columns, parts: last ? [...parts, last] : parts };
}

/** From rows; a name that a row lacks is a missing value there. */
export function encodeRows(
  rows: readonly Record<string, RawValue>[],
  options: { types?: ColumnTypes } = {},
): EncodedDataset {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return encodeColumns(Object.fromEntries([...names].map((name) => [name, rows.map((row) => row[name])])), options);
}

function commonLength(data: Record<string, ArrayLike<RawValue>>): number {
  const [first, ...others] = Object.entries(data);
  if (!first) throw new QuireError("BAD_REQUEST", "A dataset needs at least one column.");
  for (const [name, values] of others)
    if (values.length !== first[1].length)
      throw new QuireError(
        "BAD_REQUEST",
        `Column "${first[0]}" has ${first[1].length} values and "${name}" has ${values.length}. Columns need the same length.`,
      );
  return first[1].length;
}

function guess(
  name: string,
  values: ArrayLike<RawValue>,
  wanted?: DatasetColumn["type"],
  shape?: readonly number[],
): DatasetColumn {
  const found = new ColumnGuess(name, false);
  for (let i = 0; i < values.length; i++) found.add(values[i], i + 1);
  const column = found.decide(wanted);
  return shape ? { ...column, type: wanted ?? "image", shape: [...shape] } : column;
}

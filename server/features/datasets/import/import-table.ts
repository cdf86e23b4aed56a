import { ColumnGuess, type RawValue } from "@/lib/datasets/column-guess";
import type { ImportOptions } from "@/lib/datasets/import-options";
import { CellError, PartWriter } from "@/lib/datasets/part-writer";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import { combineColumns, type Layout } from "./combine-columns";
import type { ImportContext } from "./import-context";
import { count } from "@/lib/format/number";
import { ImportError } from "./import-error";

/** A file of rows. `rows` may be read more than once; `names` may still grow while it is read the first time. */
export interface TableSource {
  readonly names: readonly string[];
  /** Whether values are written as text, so that types are found by parsing. */
  readonly text: boolean;
  rows(onBytes: (bytes: number) => void): AsyncIterable<readonly RawValue[]>;
}

/** Reads the rows twice: to find what the columns hold, and to keep them. Memory holds one part at a time. */
export async function importTable(source: TableSource, context: ImportContext): Promise<DatasetColumn[]> {
  const total = context.files.reduce((sum, file) => sum + file.size, 0);
  const { columns, rows } = await findColumns(source, context);
  const layout = combineColumns(columns, context.options.combine);
  const writer = new PartWriter(layout.columns, source.text);
  let row = 0;
  try {
    let read = 0;
    for await (const values of source.rows((bytes) => (read = bytes))) {
      row++;
      const part = writer.push(layout.arrange(values));
      if ((row & 255) === 0 || part) context.progress(total + read, row);
      if (part) await context.keep(part);
    }
  } catch (error) {
    throw explainCell(error, layout);
  }
  const last = writer.flush();
  if (last) await context.keep(last);
  context.progress(total * 2, rows);
  return layout.columns;
}

async function findColumns(source: TableSource, { options, progress, limits, note }: ImportContext) {
  const guesses: ColumnGuess[] = [];
  let rows = 0;
  let read = 0;
  for await (const values of source.rows((bytes) => (read = bytes))) {
    rows++;
    for (let i = 0; i < values.length; i++) (guesses[i] ??= newGuess(source, i, limits.columns)).add(values[i], rows);
    if ((rows & 255) === 0) progress(read, 0);
  }
  if (rows === 0) throw new ImportError("The file has no rows. Choose one that has at least one.");
  checkTypes(options, source.names);
  const columns = source.names.map((_, i) => decide(guesses[i] ?? newGuess(source, i, limits.columns), rows, options));
  const empty = columns.filter(
    (column) => column.type === "string" && column.nullable && guesses[source.names.indexOf(column.name)]?.isEmpty,
  );
  if (empty.length > 0) note(`No value in any row: ${empty.map((column) => column.name).join(", ")}.`);
  return { columns, rows };
}

function newGuess(source: TableSource, i: number, most: number): ColumnGuess {
  if (i >= most)
    throw new ImportError(`The file has more than ${count(most)} columns. Combine or leave out some of them.`);
  return new ColumnGuess(source.names[i] ?? `column_${i + 1}`, source.text);
}

function checkTypes({ types }: ImportOptions, names: readonly string[]): void {
  for (const name of Object.keys(types))
    if (!names.includes(name))
      throw new ImportError(`The file has no column "${name}", for which a type was chosen. Remove that choice.`, {
        column: name,
      });
}

function decide(guess: ColumnGuess, rows: number, { types }: ImportOptions): DatasetColumn {
  const wanted = types[guess.name];
  const misfit = wanted ? null : guess.misfit();
  if (!misfit) return guess.decide(wanted, rows);
  const { row, column, value, others } = misfit;
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  throw new ImportError(
    `Row ${count(row)}, column "${column}": "${shown}" is not a number, and ${others === 1 ? "all other values" : `all but ${count(others)} values`} of the column are. ` +
      `Correct it in the file, leave it empty for a missing value, or import the column as text.`,
    { row, column, fix: "asText" },
  );
}

function explainCell(error: unknown, layout: Layout): unknown {
  if (!(error instanceof CellError)) return error;
  const { row, reason, element } = error;
  const column = layout.originOf(error.column, element);
  return new ImportError(
    `Row ${count(row)}, column "${column}" ${reason}. Correct it in the file, or choose another type for the column.`,
    { row, column },
  );
}

import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { parseNumber } from "@/lib/datasets/parse-text";
import { decodeUtf8 } from "./decode-text";
import type { ImportContext, SourceFile } from "./import-context";
import { count } from "@/lib/format/number";
import { ImportError } from "./import-error";
import type { TableSource } from "./import-table";
import { readFileBytes, readHead } from "./read-file";

/** One record longer than this is an unclosed quote, not data. */
const MAX_RECORD = 16 * 1024 * 1024;
const delimiters = [",", ";", "\t", "|"];

/** Rows of a CSV file as text. */
export async function csvSource(file: SourceFile, context: ImportContext): Promise<TableSource> {
  const delimiter = findDelimiter((await readHead(file, context)).toString("utf8"));
  const first = await firstRecord(file, context, delimiter);
  const header =
    context.options.header ?? first.some((name) => name.trim() !== "" && parseNumber(name.trim()) === undefined);
  if (!header)
    context.note("The first row holds only numbers, so it is data and the columns have no names of their own.");
  const names = header ? readNames(first) : first.map((_, i) => `column_${i + 1}`);
  return {
    names,
    text: true,
    async *rows(onBytes) {
      let at = 0;
      for await (const record of records(file, context, delimiter, names, header, onBytes)) {
        if (at++ === 0 && header) continue;
        yield record;
      }
    },
  };
}

async function* records(
  file: SourceFile,
  context: ImportContext,
  delimiter: string,
  names: readonly string[],
  header: boolean,
  onBytes?: (bytes: number) => void,
  to?: number,
): AsyncGenerator<string[]> {
  const parser = parse({ delimiter, bom: true, skip_empty_lines: true, max_record_size: MAX_RECORD, to });
  const text = decodeUtf8(readFileBytes(file, { ...context, onBytes }), file, () =>
    Math.max(0, parser.info.records - (header ? 1 : 0)),
  );
  const input = Readable.from(text);
  input.on("error", (error) => parser.destroy(error));
  try {
    for await (const record of input.pipe(parser) as AsyncIterable<string[]>) yield record;
  } catch (error) {
    throw error instanceof CsvError ? explain(error, names, header) : error;
  } finally {
    input.destroy();
    parser.destroy();
  }
}

async function firstRecord(file: SourceFile, context: ImportContext, delimiter: string): Promise<string[]> {
  for await (const record of records(file, context, delimiter, [], false, undefined, 1)) return record;
  throw new ImportError(`${file.name} has no rows. Choose a file that has at least one.`);
}

/** The delimiter that cuts the first line into most pieces. Those inside quotes do not count. */
export function findDelimiter(head: string): string {
  const line = head.replace(/"[^"]*"/g, "").split(/\r?\n/, 1)[0] ?? "";
  const pieces = delimiters.map((delimiter) => line.split(delimiter).length);
  return delimiters[pieces.indexOf(Math.max(...pieces))] ?? ",";
}

function readNames(record: readonly string[]): string[] {
  const names = record.map((name, i) => name.trim() || `column_${i + 1}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new ImportError(`Two columns are named "${twice}". Give each column its own name in the file's first row.`, {
      column: twice,
    });
  return names;
}

type ParserInfo = CsvError & { records?: number; lines?: number; record?: unknown[]; column?: unknown };

/** The parser counts records and lines; people count rows after the header and, in an editor, lines. */
function explain(error: ParserInfo, names: readonly string[], header: boolean): ImportError {
  const row = Math.max(1, (error.records ?? 0) + (header ? 0 : 1));
  const where = `Row ${count(row)} (line ${count(error.lines ?? 0)})`;
  const column = columnOf(error, names);
  return new ImportError(
    `${where}${column ? `, column "${column}",` : ""} ${reasonOf(error, names)}`,
    { row, column },
    { cause: error },
  );
}

function columnOf(error: ParserInfo, names: readonly string[]): string | undefined {
  if (error.code === "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH")
    return names[Math.min(error.record?.length ?? 0, names.length - 1)];
  return typeof error.column === "number" ? (names[error.column] ?? String(error.column + 1)) : undefined;
}

function reasonOf(error: ParserInfo, names: readonly string[]): string {
  switch (error.code) {
    case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH":
      return `is where the row goes wrong: it has ${count(error.record?.length ?? 0)} values and the file has ${count(names.length)} columns. A delimiter too many or too few does that, or text with a delimiter that is not in quotes. Correct the row and import again.`;
    case "CSV_QUOTE_NOT_CLOSED":
    case "CSV_MAX_RECORD_SIZE":
      return 'opens a quote that is never closed. Close it, or double a quote that is part of the text ("").';
    case "CSV_INVALID_CLOSING_QUOTE":
    case "INVALID_OPENING_QUOTE":
      return 'has a quote in the middle of a value. Put the whole value in quotes and double the quotes within it ("").';
    default:
      return `cannot be read as CSV: ${error.message}. Correct the row and import again.`;
  }
}

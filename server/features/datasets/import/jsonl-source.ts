import type { RawValue } from "@/lib/datasets/column-guess";
import { decodeUtf8 } from "./decode-text";
import type { ImportContext, SourceFile } from "./import-context";
import { count } from "@/lib/format/number";
import { ImportError } from "./import-error";
import type { TableSource } from "./import-table";
import { readFileBytes } from "./read-file";

const MAX_LINE = 16 * 1024 * 1024;

/** Objects, one on each line. A name that an object lacks is a missing value; what is nested is kept as JSON text. */
export function jsonlSource(file: SourceFile, context: ImportContext): TableSource {
  const names: string[] = [];
  const places = new Map<string, number>();
  return {
    names,
    text: false,
    async *rows(onBytes) {
      let row = 0;
      const bytes = readFileBytes(file, { ...context, onBytes });
      for await (const line of lines(
        decodeUtf8(bytes, file, () => row),
        () => row + 1,
      )) {
        if (line.trim() === "") continue;
        yield toValues(parseObject(line, ++row), names, places, context.limits.columns);
      }
    },
  };
}

async function* lines(text: AsyncIterable<string>, row: () => number): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of text) {
    const pieces = (rest + chunk).split("\n");
    rest = pieces.pop() ?? "";
    if (rest.length > MAX_LINE)
      throw new ImportError(
        `Row ${count(row() + pieces.length)} is longer than 16 million characters. JSON Lines has one object on each line: check the line breaks.`,
        { row: row() },
      );
    yield* pieces;
  }
  yield rest;
}

function parseObject(line: string, row: number): object {
  let value: unknown;
  try {
    value = JSON.parse(row === 1 ? line.replace(/^\ufeff/, "") : line);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError(
      `Row ${count(row)} is not valid JSON: ${reason}. Each line must be one whole JSON object; correct it and import again.`,
      { row },
      { cause: error },
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new ImportError(
    `Row ${count(row)} is ${describe(value)}, not an object. Each line must be an object such as {"size": 3, "kind": "a"}.`,
    { row },
  );
}

const describe = (value: unknown) => (Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`);

function toValues(object: object, names: string[], places: Map<string, number>, most: number): RawValue[] {
  const values: RawValue[] = new Array<RawValue>(names.length).fill(null);
  for (const [name, value] of Object.entries(object) as [string, unknown][]) {
    let place = places.get(name);
    if (place === undefined) {
      if (names.length >= most)
        throw new ImportError(
          `The objects have more than ${count(most)} different names. Rows should share the same ones.`,
        );
      place = names.push(name) - 1;
      places.set(name, place);
    }
    values[place] = toValue(value);
  }
  return values;
}

function toValue(value: unknown): RawValue {
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean")
    return value;
  if (Array.isArray(value) && value.length > 0 && value.every((item): item is number => typeof item === "number"))
    return value;
  return JSON.stringify(value);
}

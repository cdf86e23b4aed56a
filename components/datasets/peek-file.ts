import { suggestName } from "@/lib/datasets/dataset-name";
import { type Detected, detectFormat, HEAD_BYTES, type ImportFormat } from "@/lib/datasets/detect-format";
import type { ImportOptionsInput } from "@/lib/datasets/import-options";

/** Columns that look like one thing cut into many: `pixel_0` … `pixel_63`. */
export interface ColumnSeries {
  name: string;
  columns: string[];
  /** The side, where they could be a square picture of whole numbers from 0 to 255. */
  side: number | null;
}

export interface Peeked {
  name: string;
  format: ImportFormat | null;
  problem: string | null;
  series: ColumnSeries | null;
}

/** Rows of wide tables are long; this much holds the first ones. */
const TABLE_HEAD = 256 * 1024;
const SMALLEST_SERIES = 9;

/** What can be told of a file without sending it. */
export async function peekFile(file: File): Promise<Peeked> {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const gzip = start[0] === 0x1f && start[1] === 0x8b;
  const head = gzip ? await unpackHead(file) : new Uint8Array(await file.slice(0, TABLE_HEAD).arrayBuffer());
  const found: Detected = detectFormat(head.subarray(0, HEAD_BYTES), file.name, gzip);
  const name = suggestName(file.name);
  if ("problem" in found) return { name, format: null, problem: found.problem, series: null };
  return {
    name,
    format: found.format,
    problem: null,
    series: found.format === "csv" ? findSeries(new TextDecoder().decode(head)) : null,
  };
}

async function unpackHead(file: File): Promise<Uint8Array> {
  const reader = file.slice(0, TABLE_HEAD).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < TABLE_HEAD) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
    }
  } catch {
    // The slice cuts the stream: what came before the cut is what is wanted.
  }
  await reader.cancel().catch(() => undefined);
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

export function findSeries(text: string): ColumnSeries | null {
  const lines = text.split(/\r?\n/).slice(0, 50);
  const names = (lines[0] ?? "")
    .replace(/^\ufeff/, "")
    .split(/[,;\t|]/)
    .map((name) => name.trim().replace(/^"|"$/g, ""));
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const stem = /^(.*?)[_.-]?\d+(?:x\d+)?$/.exec(name)?.[1];
    if (stem !== undefined && stem !== "column") groups.set(stem, [...(groups.get(stem) ?? []), name]);
  }
  const [stem, columns] = [...groups].sort(([, a], [, b]) => b.length - a.length)[0] ?? ["", []];
  if (columns.length < SMALLEST_SERIES) return null;
  const places = columns.map((column) => names.indexOf(column));
  const values = lines.slice(1, -1).flatMap((line) => {
    const cells = line.split(/[,;\t|]/);
    return places.map((place) => Number(cells[place]));
  });
  const side = Math.sqrt(columns.length);
  const isPicture =
    Number.isInteger(side) &&
    values.length > 0 &&
    values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  return {
    name: stem === "" ? "values" : stem.endsWith("s") ? stem : `${stem}s`,
    columns,
    side: isPicture ? side : null,
  };
}

export type SeriesChoice = "columns" | "vector" | "image";

export function combineSeries(series: ColumnSeries | null, choice: SeriesChoice): ImportOptionsInput["combine"] {
  if (!series || choice === "columns") return {};
  const { name, columns, side } = series;
  return choice === "vector"
    ? { vector: { name, columns } }
    : { image: { name: "image", columns, shape: [side ?? 1, side ?? 1, 1] } };
}

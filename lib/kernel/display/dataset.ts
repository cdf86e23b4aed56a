import { z } from "zod";
import type { Value } from "@/lib/datasets/column-data";
import type { MimeBundle } from "@/lib/protocol/output";
import { shownNumber, shownNumberSchema } from "./number";
import { toBase64 } from "./png";

export const DATASET_MIME = "application/vnd.quire.dataset+json";

/** 8-bit pixels, row-major, as base64. */
const pixelsSchema = z.object({ pixels: z.string(), shape: z.array(z.number().int().positive()) });

/** A version of a dataset, or some rows of one, by its first rows. */
export const datasetDisplaySchema = z.object({
  name: z.string(),
  version: z.number().int(),
  rows: z.number().int().nonnegative(),
  columns: z.array(z.object({ name: z.string(), type: z.string(), shape: z.array(z.number()).optional() })),
  head: z.array(z.array(z.union([z.string(), shownNumberSchema, z.boolean(), z.null(), pixelsSchema]))),
});
export type DatasetDisplay = z.infer<typeof datasetDisplaySchema>;

interface DatasetLike {
  name: string;
  version: number;
  length: number;
  columns: readonly { name: string; type: string; shape?: readonly number[] }[];
  rows(start?: number, end?: number): Record<string, Value>[];
}

const HEAD = 5;
const MAX_TEXT = 200;
const MAX_PIXELS = 64 * 64 * 3;

export function datasetBundle(dataset: DatasetLike): MimeBundle {
  const { name, version, length } = dataset;
  const columns = dataset.columns.map((column) => ({
    name: column.name,
    type: column.type,
    ...(column.shape && { shape: [...column.shape] }),
  }));
  const head = dataset
    .rows(0, HEAD)
    .map((row) => columns.map((column) => shownCell(row[column.name] ?? null, column.type, column.shape)));
  const shown: DatasetDisplay = { name, version, rows: length, columns, head };
  return {
    [DATASET_MIME]: shown,
    "text/plain": `${name}@${version} · ${length} rows · ${columns.map((column) => column.name).join(", ")}`,
  };
}

function shownCell(value: Value, type: string, shape: number[] | undefined): DatasetDisplay["head"][number][number] {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return shownNumber(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string") return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
  if (type === "image" && shape && value instanceof Uint8Array && value.length <= MAX_PIXELS)
    return { pixels: toBase64(value), shape };
  const first = Array.from(value.subarray(0, 8), (one) => Number(one.toPrecision(4))).join(", ");
  return value.length > 8 ? `[${first}, …]` : `[${first}]`;
}

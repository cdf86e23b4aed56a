import { z } from "zod";
import { columnSchema } from "@/lib/protocol/dataset";
import { importFormats } from "./detect-format";

const name = z.string().min(1).max(200);
const size = z.number().int().min(1).max(4096);

/** How a file becomes a dataset, where what the importer finds by itself is not wanted. */
export const importOptionsSchema = z.object({
  format: z.enum(importFormats).optional(),
  /** Column types by name. */
  types: z.record(name, columnSchema.shape.type.exclude(["image", "vector"])).default({}),
  /** CSV: whether the first row names the columns; found by itself otherwise. */
  header: z.boolean().optional(),
  /** Many number columns as one: a vector for models, or an image. */
  combine: z
    .object({
      vector: z.object({ name, columns: z.array(name).min(1).max(100_000) }).optional(),
      image: z
        .object({
          name,
          columns: z.array(name).min(1).max(100_000),
          shape: z.tuple([size, size, z.union([z.literal(1), z.literal(3)])]),
        })
        .optional(),
    })
    .default({}),
});
export type ImportOptions = z.output<typeof importOptionsSchema>;
export type ImportOptionsInput = z.input<typeof importOptionsSchema>;

/** Where an import is. `done` and `total` count bytes of the file, twice over: it is read once to find the types and once to keep the rows. */
export const importStateSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  done: z.number(),
  total: z.number(),
  rows: z.number().int(),
  /** While the file is on its way from another host; `total` is null where its end is not known. */
  fetched: z.object({ bytes: z.number(), total: z.number().nullable() }).optional(),
  /** What was done that the person may not expect, e.g. pictures that were scaled. */
  notes: z.array(z.string()),
  error: z
    .object({
      message: z.string(),
      row: z.number().int().optional(),
      column: z.string().optional(),
      fix: z.enum(["asText"]).optional(),
    })
    .optional(),
  result: z
    .object({ name: z.string(), number: z.number().int(), versionId: z.string(), created: z.boolean() })
    .optional(),
});
export type ImportState = z.infer<typeof importStateSchema>;

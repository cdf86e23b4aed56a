import { z } from "zod";

export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** `image`: 8-bit pixels, row-major height × width × channels in a FixedSizeBinary column. `vector`: Float32 of a fixed length. */
export const columnSchema = z.object({
  name: z.string().min(1),
  type: z.enum(["number", "integer", "boolean", "string", "date", "category", "image", "vector"]),
  /** image: [height, width, channels]; vector: [length]. */
  shape: z.array(z.number().int().positive()).optional(),
  /** category: the class names; the column holds indices. */
  categories: z.array(z.string()).optional(),
  nullable: z.boolean().default(false),
});
export type DatasetColumn = z.infer<typeof columnSchema>;

/** Names all of a version's bytes by content; its own SHA-256 (of canonical JSON) is the version's hash. */
export const datasetManifestSchema = z.object({
  format: z.literal("quire-dataset/1"),
  columns: z.array(columnSchema),
  rows: z.number().int().nonnegative(),
  /** Arrow IPC files in row order. */
  parts: z.array(z.object({ hash: hashSchema, rows: z.number().int().positive(), bytes: z.number().int().positive() })),
  source: z.string(),
});
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;

/** A version as a kernel sees it. */
export const datasetRefSchema = z.object({
  name: z.string(),
  number: z.number().int().positive(),
  versionId: z.string(),
  hash: hashSchema,
  manifest: datasetManifestSchema,
});
export type DatasetRef = z.infer<typeof datasetRefSchema>;

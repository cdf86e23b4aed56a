import { z } from "zod";
import { columnSchema } from "@/lib/protocol/dataset";
import { storedSchema } from "@/lib/protocol/stored";
import { tableCellSchema } from "@/lib/tables/cell-schema";

export const TABLE_MIME = "application/vnd.quire.table+json";

/** Rows in columns. Of a long table the first rows travel; `total` counts them all. */
export const tableSchema = z.object({
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.enum(["number", "string", "boolean", "date", "mixed"]),
      /** Of a table in columns: whether a value is missing somewhere. */
      nullable: z.boolean().optional(),
    }),
  ),
  /** Row-major. Dates in ISO form; objects as one line of text; null where there is nothing. */
  rows: z.array(z.array(tableCellSchema)),
  total: z.number().int().nonnegative(),
  /** By this name the kernel that made it answers for all rows, while it lives (lib/tables/table-query.ts). */
  ref: z.string().optional(),
  /** All rows as one Arrow file with these columns. */
  stored: storedSchema.extend({ columns: z.array(columnSchema) }).optional(),
});
export type Table = z.infer<typeof tableSchema>;

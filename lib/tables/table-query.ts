import { z } from "zod";
import { columnStatisticsSchema } from "@/lib/datasets/statistics";
import { tableCellSchema } from "./cell-schema";

/** Which rows of a table, in which order. */
export const tableViewSchema = z.object({
  /** In words (lib/tables/filter.ts); empty: all rows. */
  filter: z.string().max(1000),
  /** By the number of a column; null: as they are. */
  sort: z.object({ column: z.number().int().nonnegative(), desc: z.boolean() }).nullable(),
});
export type TableView = z.infer<typeof tableViewSchema>;

export const wholeTable: TableView = { filter: "", sort: null };

/** So many rows at a time. */
export const PAGE_ROWS = 200;

export const tableQueries = {
  rows: {
    input: z.object({
      view: tableViewSchema,
      from: z.number().int().nonnegative(),
      count: z.number().int().positive().max(2000),
    }),
    /** `total`: of the view, not of the page. */
    output: z.object({ total: z.number().int().nonnegative(), rows: z.array(z.array(tableCellSchema)) }),
  },
  /** What each column holds, over the rows of the view. */
  columns: { input: z.object({ view: tableViewSchema }), output: z.array(columnStatisticsSchema) },
  file: {
    input: z.object({ view: tableViewSchema, format: z.enum(["csv", "parquet"]) }),
    output: z.instanceof(Uint8Array),
  },
} as const;

export type TableRows = z.infer<typeof tableQueries.rows.output>;
export type FileFormat = z.infer<typeof tableQueries.file.input>["format"];

/** Where the rows of a table come from: the page itself, the kernel that made them, or a stored copy. */
export interface TableSource {
  rows(view: TableView, from: number, count: number): Promise<TableRows>;
  columns(view: TableView): Promise<z.infer<typeof tableQueries.columns.output>>;
  file(view: TableView, format: FileFormat): Promise<Uint8Array>;
}

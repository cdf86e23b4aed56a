import { z } from "zod";
import { columnSchema } from "@/lib/protocol/dataset";
import { tableQueries } from "./table-query";

const id = z.number().int();

/** From the page to the worker that holds a stored table. */
export const tableRequestSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("open"), bytes: z.instanceof(Uint8Array), columns: z.array(columnSchema) }),
  tableQueries.rows.input.extend({ type: z.literal("rows"), id }),
  tableQueries.columns.input.extend({ type: z.literal("columns"), id }),
  tableQueries.file.input.extend({ type: z.literal("file"), id }),
]);
export type TableRequest = z.infer<typeof tableRequestSchema>;

/** And back. */
export const tableReplySchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), id, value: z.unknown() }),
  z.object({ ok: z.literal(false), id, message: z.string() }),
]);

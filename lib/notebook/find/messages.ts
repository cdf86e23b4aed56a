import { z } from "zod";

const queryShape = z.object({ text: z.string(), regex: z.boolean(), matchCase: z.boolean(), wholeWord: z.boolean() });

/** To the worker that looks through the cells. */
export const findRequestSchema = z.object({
  id: z.number().int(),
  query: queryShape,
  cells: z.array(z.object({ id: z.string(), text: z.string() })),
  replacement: z.object({ text: z.string(), regex: z.boolean() }).optional(),
});
export type FindRequest = z.infer<typeof findRequestSchema>;

export const findReplySchema = z.object({
  id: z.number().int(),
  /** By cell, in the order that was asked in; cells without any are left out. */
  found: z.array(
    z.object({
      cellId: z.string(),
      spans: z.array(
        z.object({ start: z.number().int(), length: z.number().int().positive(), text: z.string().optional() }),
      ),
    }),
  ),
  /** There are more than are told. */
  more: z.boolean(),
});
export type FindReply = z.infer<typeof findReplySchema>;

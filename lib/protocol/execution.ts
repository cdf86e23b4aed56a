import { z } from "zod";
import { deviceSchema } from "./device";
import { outputChunkSchema } from "./output";

export const executionStatusSchema = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "lost"]);
export type ExecutionStatus = z.infer<typeof executionStatusSchema>;

/** An execution as everyone sees it; identity and times are the server's. */
export const executionSchema = z.object({
  id: z.string(),
  notebookId: z.string(),
  cellId: z.string(),
  sessionId: z.string(),
  user: z.object({ id: z.string(), name: z.string() }),
  codeHash: z.string(),
  device: deviceSchema,
  status: executionStatusSchema,
  number: z.number().int(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
});
export type Execution = z.infer<typeof executionSchema>;

/** A chunk with its place; large ones are fetched by `blobHash` from /blobs/WORKSPACE/HASH. */
export const placedChunkSchema = z.object({ seq: z.number().int().nonnegative(), chunk: outputChunkSchema.nullable(), blobHash: z.string().nullable() });
export type PlacedChunk = z.infer<typeof placedChunkSchema>;

/** What the `executions.watch` subscription yields: first all newest executions with their chunks, then what happens. */
export const executionEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("snapshot"), executions: z.array(z.object({ execution: executionSchema, chunks: z.array(placedChunkSchema) })) }),
  z.object({ type: z.literal("execution"), execution: executionSchema }),
  z.object({ type: z.literal("chunks"), executionId: z.string(), chunks: z.array(placedChunkSchema) }),
]);
export type ExecutionEvent = z.infer<typeof executionEventSchema>;

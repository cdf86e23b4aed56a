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

/**
 * A chunk as it travels and is stored: JSON text, for outputs may hold keys such as `constructor` that serialisers refuse.
 * A large one is fetched by `blobHash` from /blobs/WORKSPACE/HASH.
 */
export const wireChunkSchema = z.object({
  seq: z.number().int().nonnegative(),
  /** Where it stands among the outputs, when it replaced an earlier chunk of the same display. */
  place: z.number().int().nonnegative().optional(),
  json: z.string().nullable(),
  blobHash: z.string().nullable(),
});
export type WireChunk = z.infer<typeof wireChunkSchema>;

/** A chunk with its place, as readers see it; `chunk` is null while a large one has not been fetched. */
export const placedChunkSchema = z.object({
  seq: z.number().int().nonnegative(),
  place: z.number().int().nonnegative().optional(),
  chunk: outputChunkSchema.nullable(),
  blobHash: z.string().nullable(),
});
export type PlacedChunk = z.infer<typeof placedChunkSchema>;

/** What the `executions.watch` subscription yields: first all newest executions with their chunks, then what happens. */
export const executionEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("snapshot"),
    executions: z.array(z.object({ execution: executionSchema, chunks: z.array(wireChunkSchema) })),
  }),
  z.object({ type: z.literal("execution"), execution: executionSchema }),
  z.object({ type: z.literal("chunks"), executionId: z.string(), chunks: z.array(wireChunkSchema) }),
]);
export type ExecutionEvent = z.infer<typeof executionEventSchema>;

/** Chunks longer than this, as JSON, are kept as blobs. */
export const INLINE_CHUNK_BYTES = 64 * 1024;
/** Chunks longer than this are not kept: the execution's record says so in their place. */
export const MAX_CHUNK_BYTES = 4 * 1024 * 1024;
/** At most so many chunks in one append. */
export const MAX_APPEND_CHUNKS = 500;

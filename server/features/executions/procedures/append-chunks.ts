import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { MAX_APPEND_CHUNKS, MAX_CHUNK_BYTES } from "@/lib/protocol/execution";
import { outputChunkSchema } from "@/lib/protocol/output";
import type { SecretMask } from "@/lib/secrets/secret-mask";
import { maskOf } from "@/server/features/secrets/given-out";
import { kernelProcedure } from "@/server/trpc/init";
import type { IncomingChunk } from "../placing";
import { limitRate } from "../rate-limits";
import { appendChunks as append } from "../record-execution";

/** The chunk as JSON text, for its keys may be any (lib/protocol/execution.ts). */
const sentChunkSchema = z.object({
  seq: z.number().int().nonnegative().max(2_000_000_000),
  json: z.string().max(MAX_CHUNK_BYTES),
});

function parseChunk({ seq, json }: z.infer<typeof sentChunkSchema>, secrets: SecretMask): IncomingChunk {
  try {
    const chunk = secrets.deep(outputChunkSchema.parse(JSON.parse(json)));
    return { seq, chunk, json: JSON.stringify(chunk) };
  } catch (cause) {
    throw new QuireError("BAD_REQUEST", `Chunk ${seq} is no output that this version of Quire knows.`, { cause });
  }
}

export const appendChunks = kernelProcedure("editor")
  .input(z.object({ executionId: z.string(), chunks: z.array(sentChunkSchema).min(1).max(MAX_APPEND_CHUNKS) }))
  .mutation(async ({ ctx, input }) => {
    await limitRate("append", ctx.principal);
    const by = { workspaceId: ctx.workspace.id, userId: ctx.principal.userId };
    const secrets = maskOf(ctx.app, ctx.workspace.id);
    const chunks = input.chunks.map((chunk) => parseChunk(chunk, secrets));
    await append(ctx.app, by, input.executionId, chunks);
  });

import { z } from "zod";
import { datasetNameSchema } from "@/lib/datasets/dataset-name";
import { columnSchema, datasetManifestSchema } from "@/lib/protocol/dataset";
import { idempotencyKeySchema } from "@/lib/protocol/idempotency";
import { callerOf } from "@/server/idempotency/caller-of";
import { kernelProcedure } from "@/server/trpc/init";
import { commitParts } from "../commit-parts";
import { requireVersion } from "../find-dataset";

/** Makes a version of parts that were sent to `POST /blobs/WORKSPACE` before. */
export const commitDataset = kernelProcedure("editor")
  .input(
    z.object({
      name: datasetNameSchema,
      message: z.string().max(1000).default(""),
      columns: z.array(columnSchema).min(1).max(20_000),
      parts: datasetManifestSchema.shape.parts.max(10_000),
      source: z.string().max(500).default(""),
      idempotencyKey: idempotencyKeySchema.optional(),
    }),
  )
  .mutation(async ({ ctx, input: { workspace: _slug, ...commit } }) => {
    const { created: _, restored, ...committed } = await commitParts(ctx.app, callerOf(ctx), commit);
    const { manifest } = await requireVersion(ctx.app, ctx.workspace.id, committed.versionId);
    return { ...committed, manifest, restored };
  });

import { z } from "zod";
import { datasetNameSchema } from "@/lib/datasets/dataset-name";
import { columnSchema, datasetManifestSchema } from "@/lib/protocol/dataset";
import { kernelProcedure } from "@/server/trpc/init";
import { commitParts } from "../commit-parts";
import { resolveVersion } from "../find-dataset";

/** Makes a version of parts that were sent to `POST /blobs/WORKSPACE` before. */
export const commitDataset = kernelProcedure("editor")
  .input(
    z.object({
      name: datasetNameSchema,
      message: z.string().max(1000).default(""),
      columns: z.array(columnSchema).min(1).max(20_000),
      parts: datasetManifestSchema.shape.parts.max(10_000),
      source: z.string().max(500).default(""),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const { app, workspace, principal } = ctx;
    const { number, restored } = await commitParts(app, workspace.id, principal.userId, input);
    return { ...(await resolveVersion(app, workspace.id, input.name, number)), restored };
  });

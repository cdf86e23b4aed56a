import { z } from "zod";
import { datasetNameSchema } from "@/lib/datasets/dataset-name";
import { importOptionsSchema } from "@/lib/datasets/import-options";
import { workspaceProcedure } from "@/server/trpc/init";
import { startImport } from "../import-jobs";
import { removeUpload, requireUpload } from "../uploads";

/**
 * Begins to make a version of an uploaded file; `watchImport` tells how it goes. The upload is kept when the import fails, so
 * that it can be tried again with other options.
 */
export const importUpload = workspaceProcedure("editor")
  .input(
    z.object({
      uploadId: z.string().max(200),
      /** The labels, where `uploadId` is MNIST's file of images, or the other way about. */
      secondUploadId: z.string().max(200).optional(),
      name: datasetNameSchema,
      message: z.string().max(1000).default(""),
      options: importOptionsSchema.prefault({}),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const { app, workspace, principal } = ctx;
    const owner = { workspaceId: workspace.id, slug: workspace.slug, userId: principal.userId };
    const uploadIds = [input.uploadId, ...(input.secondUploadId ? [input.secondUploadId] : [])];
    const files = await Promise.all(uploadIds.map((id) => requireUpload(app, owner, id)));
    const { name, message, options } = input;
    const { state } = startImport(
      app,
      { workspaceId: workspace.id, userId: principal.userId, name, message, files, options },
      async ({ status }) => {
        if (status !== "failed") for (const id of uploadIds) await removeUpload(app, id);
      },
    );
    return state;
  });

import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { returnedValueSchema } from "@/lib/protocol/job";
import { kernelProcedure } from "@/server/trpc/init";
import { keepJobValues } from "../job-values";

/** What the attempt's cells have left, before it says that it has succeeded. Their bytes are in the store already. */
export const keepValues = kernelProcedure("editor")
  .input(z.object({ values: z.array(returnedValueSchema).max(2000) }))
  .mutation(async ({ ctx: { app, workspace, principal }, input }) => {
    if (!principal.attempt)
      throw new QuireError(
        "NOT_FOUND",
        "No job runs under this token: only a job's own worker can say what it has left.",
      );
    const { id: attemptId, jobId } = principal.attempt;
    await keepJobValues(app, { workspaceId: workspace.id, jobId, attemptId }, input.values);
  });

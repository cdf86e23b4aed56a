import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { jobs } from "@/server/db/schema/jobs";
import { workspaceProcedure } from "@/server/trpc/init";
import { cancelJob as cancel } from "../ledger";

/** False when it is over already. */
export const cancelJob = workspaceProcedure("editor")
  .input(z.object({ jobId: z.string() }))
  .mutation(async ({ ctx: { app, workspace, principal }, input: { jobId } }) => {
    const [job] = await app.db
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.id, jobId), eq(jobs.workspaceId, workspace.id)));
    if (!job) throw new QuireError("NOT_FOUND", "There is no such job in this workspace.");
    return { cancelled: await cancel(app, jobId, `Cancelled by ${principal.name}.`) };
  });

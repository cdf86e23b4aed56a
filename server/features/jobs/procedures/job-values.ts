import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { workspaceProcedure } from "@/server/trpc/init";
import { readJobValues } from "../job-values";

/** What a job has left of its cells' names, for a kernel that needs them; and the texts that it ran. */
export const jobValues = workspaceProcedure("viewer")
  .input(z.object({ jobId: z.string() }))
  .query(async ({ ctx: { app, workspace }, input: { jobId } }) => {
    const found = await readJobValues(app, workspace.id, jobId);
    if (!found) throw new QuireError("NOT_FOUND", "There is no such job in this workspace.");
    return found;
  });

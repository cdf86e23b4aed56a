import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { closeSweep } from "../close-sweep";

/** Ends it with all its trials. False when it is over already. */
export const cancelSweep = workspaceProcedure("editor")
  .input(z.object({ sweepId: z.string() }))
  .mutation(async ({ ctx: { app, workspace, principal }, input: { sweepId } }) => ({
    cancelled: await closeSweep(app, workspace.id, sweepId, "cancelled", `Cancelled by ${principal.name}.`),
  }));

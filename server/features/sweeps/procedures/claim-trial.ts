import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { claimTrial as claim } from "../trials";

/** Takes the next trial, for the kernel that asks. */
export const claimTrial = kernelProcedure("editor")
  .input(z.object({ sweepId: z.string() }))
  .mutation(({ ctx: { app, workspace, principal }, input }) =>
    claim(app, workspace.id, input.sweepId, principal.attempt?.id ?? null),
  );

import { z } from "zod";
import { isHopeless } from "@/lib/sweeps/sweep";
import { kernelProcedure } from "@/server/trpc/init";
import { closeSweep } from "../close-sweep";
import { claimTrial as claim } from "../trials";

/** Takes the next trial, for the kernel that asks. Who finds that all have ended ends the sweep: the kernel that led it may be gone. */
export const claimTrial = kernelProcedure("editor")
  .input(z.object({ sweepId: z.string() }))
  .mutation(async ({ ctx: { app, workspace, principal }, input: { sweepId } }) => {
    const taken = await claim(app, workspace.id, sweepId, principal.attempt?.id ?? null);
    if (taken.over && taken.state.status === "running")
      await closeSweep(app, workspace.id, sweepId, isHopeless(taken.state.trials) ? "failed" : "finished");
    return taken;
  });

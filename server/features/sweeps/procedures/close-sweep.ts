import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { closeSweep as close } from "../close-sweep";

/** Its cell has come to an end. */
export const closeSweep = kernelProcedure("editor")
  .input(z.object({ sweepId: z.string(), status: z.enum(["finished", "failed", "cancelled"]) }))
  .mutation(async ({ ctx: { app, workspace }, input: { sweepId, status } }) => {
    await close(app, workspace.id, sweepId, status);
  });

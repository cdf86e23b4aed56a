import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { followSweep as follow } from "../follow-sweep";

export const followSweep = kernelProcedure("viewer")
  .input(z.object({ sweepId: z.string(), since: z.number().int() }))
  .query(({ ctx: { app, workspace }, input: { sweepId, since }, signal }) =>
    follow(app, workspace.id, sweepId, since, signal),
  );

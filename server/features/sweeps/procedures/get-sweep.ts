import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { sweepDetails } from "../sweep-details";

export const getSweep = workspaceProcedure("viewer")
  .input(z.object({ sweepId: z.string() }))
  .query(({ ctx: { app, workspace }, input: { sweepId } }) => sweepDetails(app, workspace.id, sweepId));

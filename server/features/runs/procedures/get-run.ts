import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { runDetails } from "../run-details";

export const getRun = workspaceProcedure("viewer")
  .input(z.object({ runId: z.string() }))
  .query(({ ctx, input }) => runDetails(ctx.app, ctx.workspace.id, input.runId));

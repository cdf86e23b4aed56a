import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { requireRun } from "../require-run";
import { readSnapshot as read } from "../snapshot";

export const readSnapshot = workspaceProcedure("viewer")
  .input(z.object({ runId: z.string() }))
  .query(async ({ ctx, input }) => read(ctx.app, await requireRun(ctx.app.db, ctx.workspace.id, input.runId)));

import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { createReset as create } from "../resets";

/** Answers the link, which cannot be shown again. */
export const createReset = workspaceProcedure("owner", "session")
  .input(z.object({ userId: z.string().max(100) }))
  .mutation(({ ctx, input }) => create(ctx.app, ctx.workspace, ctx.principal.userId, input.userId));

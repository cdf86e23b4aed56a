import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { createWorkerToken } from "../worker-tokens";

export const createToken = workspaceProcedure("owner", "session")
  .input(z.object({ name: z.string().trim().min(1, "Give the token a name.").max(100) }))
  .mutation(({ ctx, input }) => createWorkerToken(ctx.app, ctx.workspace.id, ctx.principal.userId, input.name));

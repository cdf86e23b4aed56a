import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { setRequestLimit } from "../publish-model";

/** Needs a person, or a token that may manage: kernels never can. */
export const setEndpointLimit = workspaceProcedure("editor", "manage")
  .input(z.object({ name: z.string(), requestsPerMinute: z.number().int().min(1).max(10_000_000) }))
  .mutation(({ ctx, input }) =>
    setRequestLimit(
      { app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId },
      input.name,
      input.requestsPerMinute,
    ),
  );

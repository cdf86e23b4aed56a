import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { setVersion } from "../publish-model";

/** Needs a person, or a token that may manage: kernels never can. */
export const setEndpointVersion = workspaceProcedure("editor", "manage")
  .input(z.object({ name: z.string(), version: z.number().int().positive() }))
  .mutation(({ ctx, input }) =>
    setVersion(
      { app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId },
      input.name,
      input.version,
    ),
  );

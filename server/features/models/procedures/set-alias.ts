import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { aliasSchema, setAlias as set } from "../manage-models";

export const setAlias = workspaceProcedure("editor")
  .input(z.object({ name: z.string(), alias: aliasSchema, version: z.number().int().positive() }))
  .mutation(({ ctx, input }) =>
    set(
      { app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId },
      input.name,
      input.alias,
      input.version,
    ),
  );

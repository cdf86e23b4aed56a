import { z } from "zod";
import { sharedCommandSchema } from "@/lib/protocol/shared-session";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { requireShared } from "../shared-sessions";

export const commandSession = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string(), command: sharedCommandSchema }))
  .mutation(async ({ ctx: { app, workspace, principal }, input: { notebookId, command } }) => {
    const { id } = await requireNotebook(app, workspace.id, notebookId);
    (await requireShared(app, workspace.id, id)).command(principal.userId, command);
  });

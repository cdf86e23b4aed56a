import { z } from "zod";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { closeShared } from "../shared-sessions";

/** Ends the kernel for everyone. False when there is none. */
export const closeSession = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string() }))
  .mutation(async ({ ctx: { app, workspace, principal }, input }) => {
    const { id } = await requireNotebook(app, workspace.id, input.notebookId);
    return { closed: await closeShared(app, workspace.id, id, principal.name) };
  });

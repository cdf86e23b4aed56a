import { z } from "zod";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { requireShared } from "../shared-sessions";

/** More of a value that an output refers to (lib/protocol/view.ts). A mutation: a getter that is unfolded runs. */
export const viewSession = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string(), name: z.string().max(50), input: z.unknown() }))
  .mutation(async ({ ctx: { app, workspace }, input: { notebookId, name, input } }) => {
    const { id } = await requireNotebook(app, workspace.id, notebookId);
    return { value: await (await requireShared(app, workspace.id, id)).view(name, input) };
  });

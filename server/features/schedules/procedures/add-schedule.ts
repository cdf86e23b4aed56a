import { z } from "zod";
import { scheduleTriggerSchema } from "@/lib/protocol/schedule";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { addSchedule as add } from "../schedules";

/** The notebook will run by itself, in the name of who asks. */
export const addSchedule = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string(), trigger: scheduleTriggerSchema }))
  .mutation(async ({ ctx: { app, workspace, principal }, input: { notebookId, trigger } }) => {
    const { id } = await requireNotebook(app, workspace.id, notebookId);
    const row = { workspaceId: workspace.id, notebookId: id, userId: principal.userId, trigger };
    return { scheduleId: await add(app, row) };
  });

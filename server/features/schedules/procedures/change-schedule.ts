import { z } from "zod";
import { scheduleTriggerSchema } from "@/lib/protocol/schedule";
import { workspaceProcedure } from "@/server/trpc/init";
import { changeSchedule as change, requireSchedule } from "../schedules";

/** Another time, a pause, or its end. From then on it runs in the name of who asks. */
export const changeSchedule = workspaceProcedure("editor")
  .input(
    z.object({ scheduleId: z.string(), trigger: scheduleTriggerSchema.optional(), paused: z.boolean().optional() }),
  )
  .mutation(async ({ ctx: { app, workspace, principal }, input: { scheduleId, ...changes } }) => {
    await change(app, await requireSchedule(app, workspace.id, scheduleId), principal.userId, changes);
  });

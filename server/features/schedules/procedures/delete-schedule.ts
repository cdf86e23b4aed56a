import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { deleteSchedule as remove, requireSchedule } from "../schedules";

/** With its history. Jobs that run go on. */
export const deleteSchedule = workspaceProcedure("editor")
  .input(z.object({ scheduleId: z.string() }))
  .mutation(async ({ ctx: { app, workspace }, input: { scheduleId } }) => {
    await remove(app, await requireSchedule(app, workspace.id, scheduleId));
  });

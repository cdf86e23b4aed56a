import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { fireByHand } from "../fire";
import { requireSchedule } from "../schedules";

/** Runs it now, as it would run by itself. False: it was refused, and its history says why. */
export const runSchedule = workspaceProcedure("editor")
  .input(z.object({ scheduleId: z.string() }))
  .mutation(async ({ ctx: { app, workspace }, input: { scheduleId } }) => ({
    queued: await fireByHand(app, await requireSchedule(app, workspace.id, scheduleId)),
  }));

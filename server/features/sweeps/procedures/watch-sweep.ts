import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { ticks } from "@/server/trpc/ticks";
import { requireSweep } from "../trials";

/** Ticks when a trial of the sweep began, reported or ended. */
export const watchSweep = workspaceProcedure("viewer")
  .input(z.object({ sweepId: z.string() }))
  .subscription(async function* ({ ctx: { app, workspace }, input, signal }) {
    const { id } = await requireSweep(app.db, workspace.id, input.sweepId);
    yield* ticks(app.events, "sweep", id, signal);
  });

import { z } from "zod";
import { Bell } from "@/server/bell";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { currentShared } from "../shared-sessions";

const LOOK_MS = 60_000;

/** The notebook's session as it stands, now and after changes; of several in a row only the newest is told. */
export const watchSession = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .subscription(async function* ({ ctx: { app, workspace }, input, signal = new AbortController().signal }) {
    const { id } = await requireNotebook(app, workspace.id, input.notebookId);
    const bell = new Bell(signal)
      .on((end) => app.events.subscribe("job", id, end))
      .on((end) => app.events.subscribe("session", id, end));
    try {
      while (!signal.aborted) {
        yield await currentShared(app, workspace.id, id);
        await bell.rings(LOOK_MS);
      }
    } finally {
      bell.stop();
    }
  });

import { once } from "node:events";
import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { sessionsOf } from "../live-sessions";

/** While this subscription is open the session lives; a while after its end, what runs in the session is marked lost. */
export const holdSession = kernelProcedure("editor", "write")
  .input(z.object({ sessionId: z.string() }))
  .subscription(async function* ({ ctx, input, signal }): AsyncGenerator<{ type: "held" }> {
    const sessions = sessionsOf(ctx.app);
    const release = sessions.hold(sessions.require(input.sessionId, ctx.workspace.id, ctx.principal.userId));
    try {
      yield { type: "held" };
      if (signal && !signal.aborted) await once(signal, "abort");
    } finally {
      release();
    }
  });

import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { kernelProcedure } from "@/server/trpc/init";
import { endAttempt as end } from "../ledger";

/** Its worker says how the attempt has ended; by the attempt's own token. False when it was over already. */
export const endAttempt = kernelProcedure("editor")
  .input(z.object({ end: z.enum(["succeed", "fail", "lose"]), reason: z.string().max(2000).nullable() }))
  .mutation(async ({ ctx: { app, principal }, input }) => {
    if (!principal.attempt) throw new QuireError("FORBIDDEN", "Only a job's own worker can say how it has ended.");
    return { ended: await end(app, principal.attempt.id, input.end, input.reason) };
  });

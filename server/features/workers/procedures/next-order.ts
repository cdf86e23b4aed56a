import { z } from "zod";
import { WORKER_PROTOCOL_VERSION, workerFactsSchema, workerLoadSchema } from "@/lib/protocol/job";
import { QuireError } from "@/lib/protocol/errors";
import { workerProcedure } from "@/server/trpc/init";
import { nextOrder as next } from "../next-order";

/** Looked at before the rest, which another version may put in another form. */
const sameVersion = workerProcedure.input(z.object({ protocol: z.number().int() })).use(({ input, next: goOn }) => {
  if (input.protocol !== WORKER_PROTOCOL_VERSION)
    throw new QuireError(
      "CONFLICT",
      `This worker speaks version ${input.protocol} of the protocol, the server version ${WORKER_PROTOCOL_VERSION}. Install the same version of Quire on both.`,
    );
  return goOn();
});

export const nextOrder = sameVersion
  .input(
    z.object({
      workerId: z.string().regex(/^[a-z0-9]{20}$/),
      facts: workerFactsSchema,
      /** Greater with each question, so that one which comes late is known as such. */
      asked: z.number().int().nonnegative(),
      running: z.array(z.string().max(30)).max(64),
      load: workerLoadSchema.optional(),
      /** It wants an answer sooner than the server would give one. */
      waitMs: z.number().nonnegative().optional(),
      /** It ends, and runs nothing any more. */
      leaving: z.boolean().optional(),
    }),
  )
  .mutation(({ ctx, input: { protocol: _, ...state }, signal }) =>
    next(ctx.app, ctx.worker, state, signal ?? new AbortController().signal),
  );

import { z } from "zod";
import { WORKER_PROTOCOL_VERSION, workerFactsSchema } from "@/lib/protocol/job";
import { QuireError } from "@/lib/protocol/errors";
import { workerProcedure } from "@/server/trpc/init";
import { nextOrder as next } from "../next-order";

export const nextOrder = workerProcedure
  .input(
    z.object({
      protocol: z.number().int(),
      workerId: z.string().regex(/^[a-z0-9]{20}$/),
      facts: workerFactsSchema,
      running: z.array(z.string().max(30)).max(64),
    }),
  )
  .mutation(({ ctx, input: { protocol, ...state }, signal }) => {
    if (protocol !== WORKER_PROTOCOL_VERSION)
      throw new QuireError(
        "CONFLICT",
        `This worker speaks version ${protocol} of the protocol, the server version ${WORKER_PROTOCOL_VERSION}. Install the same version of Quire on both.`,
      );
    return next(ctx.app, ctx.worker, state, signal ?? new AbortController().signal);
  });

import { z } from "zod";
import { sharedStateSchema, viewAnswerSchema } from "@/lib/protocol/shared-session";
import { QuireError } from "@/lib/protocol/errors";
import type { Principal } from "@/server/auth/principal";
import { kernelProcedure } from "@/server/trpc/init";
import { sharedSessionsOf } from "../shared-sessions";

function requireAttempt({ attempt }: Principal): NonNullable<Principal["attempt"]> {
  if (attempt) return attempt;
  throw new QuireError("FORBIDDEN", "Only the worker that holds a shared session's kernel may do this.");
}

/** What the worker that holds the kernel is to do, by the attempt's own token. */
export const followOrders = kernelProcedure("editor").subscription(async function* ({ ctx, signal }) {
  const session = await sharedSessionsOf(ctx.app).of(requireAttempt(ctx.principal));
  yield* session.orders(signal ?? new AbortController().signal);
});

/** How its kernel and cells stand now. */
export const tellState = kernelProcedure("editor")
  .input(z.object({ state: sharedStateSchema }))
  .mutation(async ({ ctx, input }) =>
    (await sharedSessionsOf(ctx.app).of(requireAttempt(ctx.principal))).tell(input.state),
  );

export const answerView = kernelProcedure("editor")
  .input(z.object({ answer: viewAnswerSchema }))
  .mutation(async ({ ctx, input }) =>
    (await sharedSessionsOf(ctx.app).of(requireAttempt(ctx.principal))).answer(input.answer),
  );

import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { openSecret } from "../open-secret";

/** The value, for the kernel of the person who calls. A mutation: it leaves a trace, and its answer is kept by no cache. */
export const useSecret = kernelProcedure("editor")
  .input(z.object({ name: z.string().min(1).max(100), notebookId: z.string().optional() }))
  .mutation(async ({ ctx, input: { name, notebookId } }) => {
    const { app, workspace, principal } = ctx;
    const purpose = notebookId === undefined ? { script: true as const } : { notebookId };
    const person = { userId: principal.userId, isEveryone: principal.attempt?.isShared ?? false };
    return { name, value: await openSecret(app, workspace, person, name, purpose) };
  });

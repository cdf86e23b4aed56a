import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { openSecret } from "../open-secret";

/** The value, for the kernel of the person who calls. A mutation: it leaves a trace, and its answer is kept by no cache. */
export const useSecret = kernelProcedure("editor")
  .input(z.object({ name: z.string().min(1).max(100), notebookId: z.string().optional() }))
  .mutation(async ({ ctx, input: { name, notebookId } }) => {
    const purpose = notebookId === undefined ? { script: true as const } : { notebookId };
    return { name, value: await openSecret(ctx.app, ctx.workspace, ctx.principal.userId, name, purpose) };
  });

import { z } from "zod";
import { deviceSchema } from "@/lib/protocol/device";
import { kernelProcedure } from "@/server/trpc/init";
import { limitRate } from "../rate-limits";
import { openSession as open } from "../record-execution";

export const openSession = kernelProcedure("editor")
  .input(z.object({ notebookId: z.string(), device: deviceSchema }))
  .mutation(async ({ ctx, input }) => {
    await limitRate("session", ctx.principal);
    return open(
      ctx.app,
      { workspaceId: ctx.workspace.id, userId: ctx.principal.userId },
      input.notebookId,
      input.device,
      ctx.principal.attempt?.id,
    );
  });

import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { requireEndpoint } from "../find-endpoint";
import { readTraffic as read } from "../traffic";

export const readTraffic = workspaceProcedure("viewer")
  .input(
    z.object({
      name: z.string(),
      minutes: z
        .number()
        .int()
        .positive()
        .max(7 * 24 * 60)
        .default(60),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { endpoint } = await requireEndpoint(ctx.app.db, ctx.workspace.id, input.name);
    return read(ctx.app, endpoint.id, input.minutes);
  });

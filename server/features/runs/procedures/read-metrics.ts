import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { summariesOf } from "../list-runs";
import { readMetrics as read } from "../read-metrics";

/** The series of several runs, each thinned to at most `limit` points that keep its shape. */
export const readMetrics = workspaceProcedure("viewer")
  .input(
    z.object({
      runIds: z.array(z.string()).min(1).max(50),
      keys: z.array(z.string()).max(500).optional(),
      limit: z.number().int().min(2).max(1000).default(1000),
    }),
  )
  .query(async ({ ctx, input }) => {
    const known = await summariesOf(ctx.app, ctx.workspace.id, input.runIds);
    const ids = known.map(({ id }) => id);
    return read(ctx.app, ids, input.limit, input.keys);
  });

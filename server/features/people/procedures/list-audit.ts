import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { listAudit as list } from "../audit";

/** `cursor` is the id of the last entry that the caller has. */
export const listAudit = workspaceProcedure("owner", "manage")
  .input(z.object({ cursor: z.int().positive().nullish(), limit: z.int().min(1).max(200).default(50) }))
  .query(({ ctx, input: { cursor, limit } }) =>
    list(ctx.app, ctx.workspace.id, { before: cursor ?? undefined, limit }),
  );

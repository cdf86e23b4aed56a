import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { listAudit as list } from "../audit";

export const listAudit = workspaceProcedure("owner", "manage")
  .input(z.object({ before: z.int().positive().optional(), limit: z.int().min(1).max(200).default(50) }))
  .query(({ ctx, input: { before, limit } }) => list(ctx.app, ctx.workspace.id, { before, limit }));

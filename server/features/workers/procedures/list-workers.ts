import { workspaceProcedure } from "@/server/trpc/init";
import { listWorkers as list } from "../registry";

export const listWorkers = workspaceProcedure("viewer").query(({ ctx }) => list(ctx.app, ctx.workspace.id));

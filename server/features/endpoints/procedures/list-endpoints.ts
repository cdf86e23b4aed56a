import { workspaceProcedure } from "@/server/trpc/init";
import { listEndpoints as list } from "../read-endpoints";

export const listEndpoints = workspaceProcedure("viewer").query(({ ctx }) => list(ctx.app, ctx.workspace.id));

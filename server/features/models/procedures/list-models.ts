import { workspaceProcedure } from "@/server/trpc/init";
import { listModels as list } from "../list-models";

export const listModels = workspaceProcedure("viewer").query(({ ctx }) => list(ctx.app, ctx.workspace.id));

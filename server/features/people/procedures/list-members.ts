import { workspaceProcedure } from "@/server/trpc/init";
import { listMembers as list } from "../members";

export const listMembers = workspaceProcedure("viewer").query(({ ctx }) => list(ctx.app, ctx.workspace.id));

import { workspaceProcedure } from "@/server/trpc/init";
import { listInvites as list } from "../invites";

export const listInvites = workspaceProcedure("owner").query(({ ctx }) => list(ctx.app, ctx.workspace.id));

import { signedInProcedure } from "@/server/trpc/init";
import { listWorkspaces as list } from "../workspaces";

export const listWorkspaces = signedInProcedure().query(({ ctx }) => list(ctx.app, ctx.principal.userId));

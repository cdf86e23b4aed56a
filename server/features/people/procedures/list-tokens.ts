import { signedInProcedure } from "@/server/trpc/init";
import { listTokens as list } from "../tokens";

export const listTokens = signedInProcedure("session").query(({ ctx }) => list(ctx.app, ctx.principal.userId));

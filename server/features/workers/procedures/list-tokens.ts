import { workspaceProcedure } from "@/server/trpc/init";
import { listWorkerTokens } from "../worker-tokens";

export const listTokens = workspaceProcedure("owner").query(({ ctx }) => listWorkerTokens(ctx.app, ctx.workspace.id));

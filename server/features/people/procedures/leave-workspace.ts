import { workspaceProcedure } from "@/server/trpc/init";
import { removeMember } from "../members";

/** Anyone may go, except the last owner. */
export const leaveWorkspace = workspaceProcedure("viewer", "manage").mutation(({ ctx }) =>
  removeMember(ctx.app, ctx.workspace, ctx.principal.userId, ctx.principal.userId),
);

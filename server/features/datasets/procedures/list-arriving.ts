import { workspaceProcedure } from "@/server/trpc/init";
import { listArriving as list } from "../example-imports";

/** Data of examples that is still to come into the workspace. */
export const listArriving = workspaceProcedure("viewer").query(({ ctx }) => list(ctx.app, ctx.workspace.id));

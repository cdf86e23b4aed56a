import { workspaceProcedure } from "@/server/trpc/init";
import { listDatasets as list } from "../dataset-details";

export const listDatasets = workspaceProcedure("viewer").query(({ ctx }) => list(ctx.app, ctx.workspace.id));

import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { changesBetween as between } from "../changes-between";

/** Who changed which cell between two versions; without a second one, up to now. */
export const changesBetween = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string(), fromVersionId: z.string(), toVersionId: z.string().nullable() }))
  .query(({ ctx, input }) =>
    between(ctx.app, ctx.workspace.id, input.notebookId, input.fromVersionId, input.toVersionId),
  );

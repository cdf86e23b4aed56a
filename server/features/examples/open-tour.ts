import { QuireError } from "@/lib/protocol/errors";
import { workspaceProcedure } from "@/server/trpc/init";
import { openTour as open } from "./tour";

/** The person's tour of Quire, made if need be; the workspace's for those who may only look. */
export const openTour = workspaceProcedure("viewer").mutation(async ({ ctx }) => {
  const id = await open(ctx.app, ctx.workspace, ctx.principal.userId);
  if (id === null)
    throw new QuireError(
      "NOT_FOUND",
      "There is no tour here that you may look at. If it was deleted, an editor can restore it, under Deleted notebooks.",
    );
  return { id };
});

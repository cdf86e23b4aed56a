import type { App } from "@/server/app";
import { openTour } from "@/server/features/examples/tour";
import type { WorkspaceMembership } from "./membership";

/** With what someone begins whose account was just made: a tour, or null, the list. A tour is a gift: without it the account stands. */
export async function firstNotebook(
  app: App,
  workspace: Pick<WorkspaceMembership, "id" | "slug" | "role">,
  userId: string,
): Promise<string | null> {
  try {
    return await openTour(app, workspace, userId);
  } catch (error) {
    app.log.error({ err: error, workspace: workspace.slug }, "the tour of a new account could not be made");
    return null;
  }
}

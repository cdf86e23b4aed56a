import { examples, TOUR } from "@/lib/examples/catalogue";
import type { App } from "@/server/app";
import { createExample } from "@/server/features/examples/create-example";
import { keepTour } from "@/server/features/examples/tour";
import type { WorkspaceMembership } from "./membership";

/** Fills a workspace that was just made with the example notebooks; the tour comes last, so on top. Their data follows. */
export async function seedWorkspace(app: App, workspace: WorkspaceMembership, userId: string): Promise<void> {
  for (const { name } of [...examples].reverse()) {
    const { id } = await createExample(app, workspace.id, userId, name);
    if (name === TOUR) await keepTour(app.db, workspace.id, null, id);
  }
}

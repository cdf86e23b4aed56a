import path from "node:path";
import type { ExampleName } from "@/lib/examples/catalogue";
import { exampleData } from "@/lib/examples/example-data";
import type { App } from "@/server/app";
import { importExampleDataset } from "@/server/features/datasets/import-example";

const folder = path.resolve("examples/data");

/** Imports the example's data; where the workspace has this very content already, nothing changes. */
export async function ensureExampleDataset(app: App, workspaceId: string, name: ExampleName): Promise<void> {
  const { dataset, file, description, licence, options } = exampleData[name];
  await importExampleDataset(app, workspaceId, {
    name: dataset,
    file: path.join(folder, file),
    description,
    licence,
    options,
  });
}

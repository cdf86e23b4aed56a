import { readFile } from "node:fs/promises";
import path from "node:path";
import { type ExampleName, examples } from "@/lib/examples/catalogue";
import { newId } from "@/lib/ids";
import { parsePercent } from "@/lib/notebook/formats/percent";
import type { App } from "@/server/app";
import { importExample } from "@/server/features/datasets/example-imports";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";

const folder = path.resolve("examples");

/** A fresh notebook of that example; the data it needs comes into the workspace meanwhile. */
export async function createExample(
  app: App,
  workspaceId: string,
  userId: string,
  name: ExampleName,
): Promise<{ id: string }> {
  const example = examples.find((one) => one.name === name);
  if (!example) throw new Error(`no example ${name}`);
  await importExample(app, workspaceId, name);
  const { title, cells } = parsePercent(await readFile(path.join(folder, example.file), "utf8"), newId);
  const { id } = await createNotebookWithCells(app, { workspaceId, userId, title: title ?? example.title, cells });
  return { id };
}

import { readFile } from "node:fs/promises";
import path from "node:path";
import { type ExampleName, examples } from "@/lib/examples/catalogue";
import { newId } from "@/lib/ids";
import { parsePercent } from "@/lib/notebook/formats/percent";
import type { FileCell } from "@/lib/notebook/notebook-file";
import type { App } from "@/server/app";
import { importExample } from "@/server/features/datasets/example-imports";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";

const folder = path.resolve("examples");

/** The notebook as it ships. */
export async function readExample(name: ExampleName): Promise<{ title: string; cells: FileCell[] }> {
  const example = examples.find((one) => one.name === name);
  if (!example) throw new Error(`no example ${name}`);
  const { title, cells } = parsePercent(await readFile(path.join(folder, example.file), "utf8"), newId);
  return { title: title ?? example.title, cells };
}

/** A fresh notebook of that example; the data it needs comes into the workspace meanwhile. */
export async function createExample(
  app: App,
  workspaceId: string,
  userId: string,
  name: ExampleName,
): Promise<{ id: string }> {
  const example = await readExample(name);
  await importExample(app, workspaceId, name);
  const { id } = await createNotebookWithCells(app, { workspaceId, userId, ...example });
  return { id };
}

import { and, eq } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { datasets } from "@/server/db/schema/datasets";
import { requireDataset } from "./find-dataset";

/** Notebooks load by name: those that name the old one must be changed by hand. Runs keep pointing to their versions. */
export async function renameDataset(app: App, workspaceId: string, name: string, newName: string): Promise<void> {
  const { id } = await requireDataset(app, workspaceId, name);
  const [taken] = await app.db
    .select({ id: datasets.id, deletedAt: datasets.deletedAt })
    .from(datasets)
    .where(and(eq(datasets.workspaceId, workspaceId), eq(datasets.name, newName)));
  if (taken && taken.id !== id)
    throw new QuireError(
      "CONFLICT",
      `${taken.deletedAt ? "A deleted dataset" : "Another dataset"} is named "${newName}". Choose another name.`,
    );
  await app.db.update(datasets).set({ name: newName }).where(eq(datasets.id, id));
  app.events.publish("workspace", workspaceId, { changed: "datasets" });
}

/** Hides the dataset. Its versions stay for the runs that used them, and it can be brought back. */
export async function deleteDataset(app: App, workspaceId: string, name: string): Promise<void> {
  const { id } = await requireDataset(app, workspaceId, name);
  await app.db.update(datasets).set({ deletedAt: new Date() }).where(eq(datasets.id, id));
  app.events.publish("workspace", workspaceId, { changed: "datasets" });
}

export async function restoreDataset(app: App, workspaceId: string, name: string): Promise<void> {
  const restored = await app.db
    .update(datasets)
    .set({ deletedAt: null })
    .where(and(eq(datasets.workspaceId, workspaceId), eq(datasets.name, name)))
    .returning({ id: datasets.id });
  if (restored.length === 0) throw new QuireError("NOT_FOUND", `This workspace never had a dataset "${name}".`);
  app.events.publish("workspace", workspaceId, { changed: "datasets" });
}

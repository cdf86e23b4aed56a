import * as Y from "yjs";
import { newId } from "@/lib/ids";
import { insertCells } from "@/lib/notebook/edit";
import { writeReplay } from "@/lib/notebook/replay";
import type { RunSnapshot } from "@/lib/protocol/run";
import type { App } from "@/server/app";
import { DatabaseLog } from "@/server/collab/log";
import { notebooks } from "@/server/db/schema/notebooks";
import { requireRun } from "./require-run";
import { readSnapshot } from "./snapshot";

/**
 * A new notebook with the cells, seed and dataset versions of the run's snapshot. It runs on the cpu backend, which alone
 * gives the same metrics to the bit on every machine. Cells keep their ids: a cell's random numbers come from the seed and
 * its id.
 */
export async function forkRun(
  app: App,
  workspaceId: string,
  userId: string,
  runId: string,
): Promise<{ notebookId: string }> {
  const run = await requireRun(app.db, workspaceId, runId);
  const snapshot = await readSnapshot(app, run);
  const title = `${snapshot.notebookTitle} (from ${run.name} #${run.number})`.slice(0, 200);
  const state = documentOf(snapshot);
  const notebookId = newId();
  await app.db.insert(notebooks).values({ id: notebookId, workspaceId, title, historyId: newId(), createdBy: userId });
  await new DatabaseLog(app.db).append(notebookId, [{ update: state, userId }], null);
  app.events.publish("workspace", workspaceId, { changed: "notebooks" });
  return { notebookId };
}

function documentOf(snapshot: RunSnapshot): Uint8Array {
  const doc = new Y.Doc();
  insertCells(doc, "end", snapshot.cells);
  const pins = Object.fromEntries(snapshot.datasets.map(({ name, number }) => [name, number]));
  writeReplay(doc, { seed: snapshot.seed, backend: "cpu", datasets: pins });
  return Y.encodeStateAsUpdate(doc);
}

import { RESULT_NAME_SETTING } from "@/lib/notebook/doc";
import { keepPackageLock } from "@/lib/notebook/packages";
import { writeReplay } from "@/lib/notebook/replay";
import type { App } from "@/server/app";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
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
  const { notebookTitle, cells, datasets, seed, locks } = await readSnapshot(app, run);
  const title = `${notebookTitle} (from ${run.name} #${run.number})`.slice(0, 200);
  const pins = Object.fromEntries(datasets.map(({ name, number }) => [name, number]));
  const { id } = await createNotebookWithCells(app, {
    workspaceId,
    title,
    cells: cells.map(({ name, ...cell }) => ({
      ...cell,
      ...(name !== undefined && { settings: { [RESULT_NAME_SETTING]: name } }),
    })),
    userId,
    prepare: (doc) => {
      writeReplay(doc, { seed, backend: "cpu", datasets: pins });
      for (const [specifier, lock] of Object.entries(locks)) keepPackageLock(doc, specifier, lock);
    },
  });
  return { notebookId: id };
}

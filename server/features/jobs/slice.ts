import type * as Y from "yjs";
import { and, eq, isNull, max } from "drizzle-orm";
import { AnalysisCache, buildGraph, type NotebookGraph } from "@/lib/graph/notebook-graph";
import { blocker, runOrder } from "@/lib/graph/order";
import { cellCode } from "@/lib/notebook/cell-code";
import { listCells, readSources } from "@/lib/notebook/doc";
import { readInputs } from "@/lib/notebook/inputs";
import { readPackageLocks } from "@/lib/notebook/packages";
import { readReplay } from "@/lib/notebook/replay";
import { readHold } from "@/lib/notebook/run-settings";
import type { JobSpec } from "@/lib/protocol/job";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";

/** A cell of a slice, for people: what it defines says which it is. */
export interface SliceCell {
  id: string;
  names: string[];
  /** Somebody asked for it; the others run because it needs them. */
  wanted: boolean;
}

export interface Slice {
  cells: SliceCell[];
  spec: Omit<JobSpec, "datasets">;
}

const graphOf = (doc: Y.Doc): NotebookGraph =>
  buildGraph(
    listCells(doc)
      .filter(({ type }) => type !== "md")
      .map((cell) => ({ id: cell.id, source: cellCode(cell), hold: readHold(cell) })),
    undefined,
    new AnalysisCache(),
  );

function requireRunnable(graph: NotebookGraph, wanted: readonly string[]): void {
  for (const id of wanted) {
    if (!graph.nodes.has(id))
      throw new QuireError("NOT_FOUND", "That cell is not in the notebook, or it is no code. Reload the page.");
    const blocked = blocker(graph, id);
    if (blocked?.problem)
      throw new QuireError(
        "UNPROCESSABLE",
        `${blocked.id === id ? "The cell" : "A cell that it needs"} has an error, so nothing was sent: ${blocked.problem.message}`,
      );
  }
}

const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);

/** What the wanted cells need, each cell after those that it needs itself, as the document is now. Throws where it cannot run. */
export function sliceOf(doc: Y.Doc, wanted: readonly string[]): Slice {
  const graph = graphOf(doc);
  requireRunnable(graph, wanted);
  const replay = readReplay(doc);
  const order = runOrder(graph, wanted);
  const cells = order.flatMap((id) => graph.nodes.get(id) ?? []);
  return {
    cells: cells.map(({ id, analysis }) => ({
      id,
      names: analysis.defines.filter(({ kind }) => kind !== "import").map(({ name }) => name),
      wanted: wanted.includes(id),
    })),
    spec: {
      cells: cells.map(({ id, source }) => ({ id, source, inputs: { shared: readInputs(doc, id), mine: {} } })),
      wanted: [...wanted],
      notebook: readSources(doc),
      seed: replay.seed ?? randomSeed(),
      backend: replay.backend ?? "auto",
      packages: readPackageLocks(doc),
    },
  };
}

/** The newest version of each dataset, under those that the notebook is pinned to: the same for each attempt. */
export async function pinDatasets(
  app: Pick<App, "db">,
  workspaceId: string,
  pinned: Readonly<Record<string, number>>,
): Promise<JobSpec["datasets"]> {
  const rows = await app.db
    .select({ name: datasets.name, number: max(datasetVersions.number) })
    .from(datasets)
    .innerJoin(datasetVersions, eq(datasetVersions.datasetId, datasets.id))
    .where(and(eq(datasets.workspaceId, workspaceId), isNull(datasets.deletedAt)))
    .groupBy(datasets.name);
  const newest = rows.flatMap(({ name, number }) => (number === null ? [] : [[name, number] as const]));
  return { ...Object.fromEntries(newest), ...pinned };
}

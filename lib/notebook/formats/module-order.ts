import { AnalysisCache, buildGraph, type NotebookGraph } from "@/lib/graph/notebook-graph";
import { fileCellCode } from "../cell-code";
import type { FileCell } from "../notebook-file";

export interface PlacedCell {
  cell: FileCell;
  /** Set where the module has the cell earlier than the page: the id of the cell above it on the page. */
  after: string | null;
  /** Why the module cannot hold the cell, which is then a comment. */
  off: string | null;
}

/**
 * The cells in an order in which the module runs: the page's, but what a cell needs comes before it. Cells that cannot be part
 * of one module stay where they are, as comments.
 */
export function orderForModule(cells: readonly FileCell[]): { placed: PlacedCell[]; graph: NotebookGraph } {
  const graph = buildGraph(
    cells.filter(({ type }) => type !== "md").map((cell) => ({ id: cell.id, source: fileCellCode(cell) })),
    undefined,
    new AnalysisCache(),
  );
  const byId = new Map(cells.map((cell, index) => [cell.id, { cell, above: cells[index - 1]?.id ?? null }]));
  const placed: PlacedCell[] = [];
  const done = new Set<string>();
  const open = new Set<string>();
  const place = (id: string, early: boolean): void => {
    const found = byId.get(id);
    if (!found || done.has(id) || open.has(id)) return;
    open.add(id);
    const node = graph.nodes.get(id);
    const problem = node?.problem?.code ?? null;
    const off = found.cell.type === "sql" ? null : problem;
    if (node && problem === null) for (const need of node.needs) place(need, true);
    done.add(id);
    placed.push({ cell: found.cell, after: early ? found.above : null, off });
  };
  for (const { id } of cells) place(id, false);
  return { placed, graph };
}

/** The order of the page again: those that were moved go below the cell that they name. */
export function orderForPage<Cell extends { id: string; after: string | null }>(cells: readonly Cell[]): Cell[] {
  const ids = new Set(cells.map(({ id }) => id));
  const followers = new Map<string, Cell[]>();
  const roots: Cell[] = [];
  for (const cell of cells) {
    const { after } = cell;
    if (after === null || !ids.has(after) || after === cell.id) roots.push(cell);
    else followers.set(after, [...(followers.get(after) ?? []), cell]);
  }
  const ordered: Cell[] = [];
  const waiting = [...roots].reverse();
  while (waiting.length > 0) {
    const cell = waiting.pop() as Cell;
    ordered.push(cell);
    const below = followers.get(cell.id) ?? [];
    followers.delete(cell.id);
    waiting.push(...[...below].reverse());
  }
  // Written by hand in a circle: they stand at the end rather than vanish.
  return [...ordered, ...[...followers.values()].flat()];
}

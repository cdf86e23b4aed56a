import type { ColumnData } from "@/lib/datasets/column-data";
import { type FetchPart, loadColumns } from "@/lib/datasets/load-dataset";
import type { DatasetRef } from "@/lib/protocol/dataset";
import type { CellContext } from "../context";
import { ProgressBar } from "./progress";

/** Loading so much is worth a progress bar. */
const LARGE = 2 ** 21;

/** The columns of a version, with a bar in the cell where that takes long. */
export async function loadParts(context: CellContext, ref: DatasetRef, fetchPart: FetchPart): Promise<ColumnData[]> {
  const bytes = ref.manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
  const bar = bytes > LARGE ? new ProgressBar(context, `${ref.name}@${ref.number}`, ref.manifest.rows) : undefined;
  const onProgress = (rows: number, total: number) =>
    bar?.set(rows, `${rows.toLocaleString("en")} of ${total.toLocaleString("en")} rows`);
  const columns = await loadColumns(ref, fetchPart, { signal: context.signal, onProgress });
  bar?.done();
  return columns;
}

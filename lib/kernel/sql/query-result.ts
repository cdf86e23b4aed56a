import { QuireError } from "@/lib/protocol/errors";
import type { TableData } from "@/lib/tables/table-data";
import type { Tf } from "../context";
import { datasetClass, type KernelDataset } from "../quire/kernel-dataset";

/**
 * What an SQL cell gives: all that a dataset can do, on columns that no version has. Its tensors need TensorFlow.js, which a query alone
 * does not load.
 */
export function makeQueryResult(
  { columns, rows }: TableData,
  name: string,
  { seed, loadedTf }: { seed: number; loadedTf: () => Tf | undefined },
): KernelDataset {
  const tf = () => {
    const loaded = loadedTf();
    if (loaded) return loaded;
    throw new QuireError(
      "UNAVAILABLE",
      'The result of a query makes tensors once TensorFlow.js is loaded. Put this into a cell: import * as tf from "@tensorflow/tfjs";',
    );
  };
  class QueryResult extends datasetClass(tf, seed) {
    /** A table as any other: it is no version of anything. */
    override get "quire.display"() {
      return undefined;
    }
  }
  return new QueryResult({ name, number: 0, hash: "", versionId: "" }, columns, rows);
}

import { datasetNameSchema } from "@/lib/datasets/dataset-name";
import { Dataset } from "@/lib/datasets/dataset";
import { QuireError } from "@/lib/protocol/errors";
import { makeColumns } from "@/lib/tables/table-data";
import type { CellContext } from "../context";
import { inspect } from "../display/inspect";
import { toTabular } from "../display/tabular";
import { show } from "../quire/check";
import { loadParts } from "../quire/load-parts";
import type { FoundTable, TableSources } from "./sql-database";

/** The names of the session's cells. */
interface Names {
  has(name: string): boolean;
  get(name: string): unknown;
}

/** Tables by name: a cell's value, else a dataset of the workspace, with `name@2` a version of it. */
export function tableSources(names: Names, context: CellContext): TableSources {
  return {
    find: async (name) => {
      if (names.has(name)) return fromValue(name, await names.get(name));
      const [, dataset = name, version] = /^(.*)@(\d{1,9})$/.exec(name) ?? [];
      if (!datasetNameSchema.safeParse(dataset).success) return null;
      return fromDataset(context, dataset, version === undefined ? undefined : Number(version));
    },
  };
}

function fromValue(name: string, value: unknown): FoundTable {
  // Rows that were taken from a dataset are an object of their own, and no cell can change them.
  if (value instanceof Dataset)
    return { data: { columns: value.stores(), rows: value.length }, key: value, typed: true };
  const tabular = toTabular(value);
  if (!tabular)
    throw new QuireError(
      "BAD_REQUEST",
      `"${name}" is ${show(value)}, and no table. Tables are lists of objects, columns by name ({ x: [1, 2] }), datasets, results of SQL and Arrow tables.`,
    );
  const { columns, rows, data } = tabular;
  return { data: data ?? makeColumns(columns, rows, (one) => inspect(one).text), key: null, typed: false };
}

async function fromDataset(
  context: CellContext,
  name: string,
  version: number | undefined,
): Promise<FoundTable | null> {
  const { host, executionId } = context;
  try {
    const ref = await host.call("datasets.load", version === undefined ? { name } : { name, version }, executionId);
    const fetchPart = (hash: string) => host.call("datasets.part", { versionId: ref.versionId, hash }, executionId);
    const data = async () => ({ columns: await loadParts(context, ref, fetchPart), rows: ref.manifest.rows });
    return { data, key: ref.versionId, typed: true };
  } catch (error) {
    if (error instanceof QuireError && error.code === "NOT_FOUND" && version === undefined) return null;
    throw error;
  }
}

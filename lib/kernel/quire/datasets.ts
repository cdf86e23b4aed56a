import { z } from "zod";
import { Dataset } from "@/lib/datasets/dataset";
import { encodeDataset } from "@/lib/datasets/encode-dataset";
import { encodeColumns, encodeRows, type EncodedDataset } from "@/lib/datasets/from-values";
import type { FetchPart } from "@/lib/datasets/load-dataset";
import { columnSchema, type DatasetRef } from "@/lib/protocol/dataset";
import type { CellContext, KernelServices } from "../context";
import { check } from "./check";
import { type KernelDataset, makeDataset } from "./kernel-dataset";
import { loadParts } from "./load-parts";
import type * as api from "./quire";

const nameSchema = z.string().min(1).max(200);
const loadOptionsSchema = z.strictObject({ version: z.number().int().positive().optional() }).default({});
const commitOptionsSchema = z
  .strictObject({
    message: z.string().max(1000).default(""),
    types: z.record(z.string(), columnSchema.shape.type).default({}),
  })
  .default({ message: "", types: {} });
const dataSchema = z.union([
  z.instanceof(Dataset),
  z.array(z.custom<api.Row>((value) => typeof value === "object" && value !== null && !Array.isArray(value))).min(1),
  z.record(
    z.string(),
    z.custom<ArrayLike<api.Value>>((value) => Array.isArray(value) || ArrayBuffer.isView(value)),
  ),
]);

/** `datasets` of one kernel. */
export function createDatasets(kernel: KernelServices): typeof api.datasets {
  return {
    async load(name, options) {
      const checkedName = check(nameSchema, name, "datasets.load", "the name of a dataset (text)");
      const { version } = check(loadOptionsSchema, options, "datasets.load", "options like { version: 2 }");
      const context = kernel.current();
      const input = version === undefined ? { name: checkedName } : { name: checkedName, version };
      const ref = await context.host.call("datasets.load", input, context.executionId);
      return read(kernel, context, ref, (hash) =>
        context.host.call("datasets.part", { versionId: ref.versionId, hash }, context.executionId),
      );
    },

    async commit(name, data, options) {
      const checkedName = check(nameSchema, name, "datasets.commit", "the name of a dataset (text)");
      const what = "rows (an array of objects), columns (arrays by name) or a dataset";
      const checked = check(dataSchema, data, "datasets.commit", what);
      const { message, types } = check(
        commitOptionsSchema,
        options,
        "datasets.commit",
        'options like { message: "why" }',
      );
      const context = kernel.current();
      const encoded = encode(checked, types);
      const parts = encoded.parts.map(({ rows, arrow }) => ({ rows, arrow: new Uint8Array(arrow) }));
      const ref = await context.host.call(
        "datasets.commit",
        { name: checkedName, message, columns: encoded.columns, parts },
        context.executionId,
      );
      const sent = new Map(ref.manifest.parts.map(({ hash }, index) => [hash, encoded.parts[index]?.arrow]));
      return read(kernel, context, ref, (hash) => Promise.resolve(sent.get(hash) ?? new Uint8Array()));
    },
  };
}

function encode(data: z.output<typeof dataSchema>, types: Record<string, api.Column["type"]>): EncodedDataset {
  if (data instanceof Dataset) return encodeDataset(data);
  return Array.isArray(data) ? encodeRows(data, { types }) : encodeColumns(data, { types });
}

async function read(
  kernel: KernelServices,
  context: CellContext,
  ref: DatasetRef,
  fetchPart: FetchPart,
): Promise<KernelDataset> {
  const [tf, columns] = await Promise.all([context.tf(), loadParts(context, ref, fetchPart)]);
  return makeDataset(tf, kernel.seed, ref, columns);
}

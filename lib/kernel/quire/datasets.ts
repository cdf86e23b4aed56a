import { z } from "zod";
import { Dataset } from "@/lib/datasets/dataset";
import { encodeDataset } from "@/lib/datasets/encode-dataset";
import { encodeColumns, encodeRows, type EncodedDataset } from "@/lib/datasets/from-values";
import { loadColumns } from "@/lib/datasets/load-dataset";
import { columnSchema, type DatasetRef } from "@/lib/protocol/dataset";
import type { CellContext, KernelServices } from "../context";
import { check } from "./check";
import { type KernelDataset, makeDataset } from "./kernel-dataset";
import { ProgressBar } from "./progress";
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

/** Loading so much is worth a progress bar. */
const LARGE = 2 ** 21;

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
  fetchPart: (hash: string) => Promise<Uint8Array>,
): Promise<KernelDataset> {
  const bytes = ref.manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
  const bar = bytes > LARGE ? new ProgressBar(context, `${ref.name}@${ref.number}`, ref.manifest.rows) : undefined;
  const onProgress = (rows: number, total: number) =>
    bar?.set(rows, `${rows.toLocaleString("en")} of ${total.toLocaleString("en")} rows`);
  const [tf, columns] = await Promise.all([
    context.tf(),
    loadColumns(ref, fetchPart, { signal: context.signal, onProgress }),
  ]);
  bar?.done();
  return makeDataset(tf, kernel.seed, ref, columns);
}

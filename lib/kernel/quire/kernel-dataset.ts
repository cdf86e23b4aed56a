import type * as TensorFlow from "@tensorflow/tfjs";
import { z } from "zod";
import type { ColumnData } from "@/lib/datasets/column-data";
import { Dataset, type Matrix } from "@/lib/datasets/dataset";
import type { DatasetRef } from "@/lib/protocol/dataset";
import type { MimeBundle } from "@/lib/protocol/output";
import type { Tf } from "../context";
import { datasetBundle } from "../display/dataset";
import { check } from "./check";
import type * as api from "./quire";

const namesSchema = z.union([z.string(), z.array(z.string()).min(1)]);
const optionsSchema = z
  .strictObject({ scale: z.number().default(1), dtype: z.enum(["float32", "int32", "bool"]).optional() })
  .default({ scale: 1 });

/** A dataset as a cell holds it: with tensors on the kernel's backend. */
export type KernelDataset = Dataset & api.Dataset;

/** The class of one kernel: its views (`take`, `split`) are of the same class. `seed` draws a split that names none. */
export function datasetClass(tf: () => Tf, seed: number) {
  return class extends Dataset implements api.Dataset {
    /** What stands below a cell that ends with a dataset: its first rows. */
    get "quire.display"(): MimeBundle | undefined {
      return datasetBundle(this);
    }

    tensor(columns: readonly string[], options?: api.TensorOptions): TensorFlow.Tensor2D;
    tensor(columns: string, options?: api.TensorOptions): TensorFlow.Tensor;
    tensor(columns: string | readonly string[], options?: api.TensorOptions): TensorFlow.Tensor {
      const names = check(namesSchema, columns, "dataset.tensor", "the name of a column, or an array of names");
      const what = 'options like { scale: 1 / 255, dtype: "float32" }';
      const { scale, dtype } = check(optionsSchema, options, "dataset.tensor", what);
      const category =
        typeof names === "string" && this.columns.find(({ name }) => name === names)?.type === "category";
      const { data, shape } = scaled(this.matrix(names), scale);
      return tf().tensor(data, shape, dtype ?? (category ? "int32" : "float32"));
    }

    oneHot(column: string): TensorFlow.Tensor2D {
      const { data, names } = this.labels(check(z.string(), column, "dataset.oneHot", "the name of a column"));
      // Not by tf.oneHot: on wasm that writes integers into a tensor that says it is of floats.
      const ones = new Float32Array(data.length * names.length);
      data.forEach((label, row) => (ones[row * names.length + label] = 1));
      return tf().tensor2d(ones, [data.length, names.length]);
    }

    override split(options: { test?: number; seed?: number; by?: string } = {}) {
      return super.split({ seed, ...options });
    }
  };
}

export function makeDataset(tf: Tf, seed: number, ref: DatasetRef, columns: readonly ColumnData[]): KernelDataset {
  const KernelClass = datasetClass(() => tf, seed);
  return new KernelClass(ref, columns, ref.manifest.rows);
}

/** Scaled in a copy: the values may be the dataset's own. */
function scaled({ data, shape }: Matrix, scale: number): Matrix {
  return scale === 1 ? { data, shape } : { data: data.map((value) => value * scale), shape };
}

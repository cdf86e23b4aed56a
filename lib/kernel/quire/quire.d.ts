/**
 * The module `quire`: what a cell may ask of the workspace. The same in a browser tab and on a server.
 *
 * ```ts
 * import { datasets, runs } from "quire";
 * const digits = await datasets.load("digits");
 * const run = await runs.start("digits-mlp", { params: { lr: 0.01, epochs: 20 } });
 * await model.fit(xs, ys, { epochs: 20, callbacks: run.fitCallbacks() });
 * ```
 */
import type * as tf from "@tensorflow/tfjs";

// ── Datasets ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One value of a row. Images and vectors are typed arrays, row-major; a category is its name. */
export type Value = number | string | boolean | Date | Uint8Array | Float32Array | null;

/** A row by column name. */
export type Row = Record<string, Value>;

/** What a column holds. */
export interface Column {
  readonly name: string;
  readonly type: "number" | "integer" | "boolean" | "string" | "date" | "category" | "image" | "vector";
  /** image: `[height, width, channels]`; vector: `[length]`. */
  readonly shape?: readonly number[];
  /** category: the names of the classes. */
  readonly categories?: readonly string[];
  readonly nullable: boolean;
}

/** How `Dataset.tensor` makes its tensor. */
export interface TensorOptions {
  /** Each value is multiplied by it, e.g. `1 / 255` for the pixels of an image. Default 1. */
  scale?: number;
  /** Default `"int32"` for one category column, otherwise `"float32"`. */
  dtype?: "float32" | "int32" | "bool";
}

/** An immutable version of a dataset, or some of its rows. `for (const row of dataset)` walks the rows. */
export interface Dataset extends Iterable<Row> {
  readonly name: string;
  /** The number of the version, as in `digits@3`. */
  readonly version: number;
  /** The SHA-256 that names this version's content. */
  readonly hash: string;
  /** The number of rows. */
  readonly length: number;
  readonly columns: readonly Column[];
  /** The row at `index`, counted from 0. */
  row(index: number): Row;
  /** The rows from `start` to before `end`. Without arguments: all. */
  rows(start?: number, end?: number): Row[];
  /** The values of one column, in row order. */
  column(name: string): Value[];
  /** The class names of a category column, in the order of their indices. */
  categories(column: string): string[];
  /** The given rows, in the given order. */
  take(indices: ArrayLike<number>): Dataset;
  /** The rows from `start` to before `end`, as a dataset. */
  slice(start?: number, end?: number): Dataset;
  /** The rows in an order that `seed` decides (default 0). */
  shuffle(seed?: number): Dataset;
  /** Class indices of the rows and the names of the classes, of a category, boolean, integer or text column. */
  labels(column: string): { data: Int32Array; names: string[] };
  /**
   * Two datasets, one for training and one for testing: `test` of the rows (a fraction, default 0.2) are held out,
   * drawn with `seed` (default: the kernel's), so that every run holds out the same rows. With `by`, each class of that category
   * column is split in the same proportion.
   */
  split(options?: { test?: number; seed?: number; by?: string }): { train: Dataset; test: Dataset };
  /**
   * A tensor with a row for each row. One number column: `[rows]`; several: `[rows, columns]`; an image column:
   * `[rows, height, width, channels]`; a vector column: `[rows, length]`; a category column: its class indices.
   */
  tensor(columns: string, options?: TensorOptions): tf.Tensor;
  tensor(columns: readonly string[], options?: TensorOptions): tf.Tensor2D;
  /** A category column as one column a class, 1 where the row belongs to it: `[rows, classes]`. */
  oneHot(column: string): tf.Tensor2D;
}

/** Columns to commit: arrays of the same length, by name. */
export type Columns = Record<string, ArrayLike<Value> | readonly Value[]>;

export declare const datasets: {
  /**
   * Loads a dataset of the workspace. Without `version`: the newest, or the one that this notebook is pinned to. The run
   * that is started next records which.
   */
  load(name: string, options?: { version?: number }): Promise<Dataset>;
  /**
   * Makes a new version of a dataset (and the dataset, if there is none of that name) of rows or of columns.
   * Column types are found from the values; `types` sets them where that guess is not wanted.
   */
  commit(
    name: string,
    data: readonly Row[] | Columns | Dataset,
    options?: { message?: string; types?: Record<string, Column["type"]> },
  ): Promise<Dataset>;
};

// ── Runs ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a run was given: text, numbers, true or false. */
export type Params = Record<string, string | number | boolean | null>;

/** What a run measured. */
export type Metrics = Record<string, number>;

/** How `fitCallbacks` reports. */
export interface FitCallbackOptions {
  /** Show the live curve and the progress bar under the cell. Default true. */
  display?: boolean;
  /**
   * Also log `batch_loss` (and the other metrics of a batch) every so many batches. `"auto"`: about 25 times an epoch where
   * there are fewer than 10 epochs, so that a long epoch shows a curve. 0: never. Default `"auto"`.
   */
  everyBatches?: number | "auto";
}

/** How `saveModel` describes the model. */
export interface SaveModelOptions {
  /** The name in the registry: lower-case letters, digits, dots, dashes, underscores. */
  name: string;
  /** Names of the classes, where the output is one score a class. */
  labels?: readonly string[];
  /** One row of input as `predict` takes it, without the batch: a (nested) array or a tensor. Shown where the model is called. */
  example?: unknown;
  /** What the numbers of the input mean, e.g. `"pixels, 0 to 16"`. */
  inputDescription?: string;
}

/** A version in the model registry. */
export interface SavedModel {
  readonly name: string;
  /** The number of the version. */
  readonly version: number;
  readonly modelId: string;
  readonly versionId: string;
  /** What serves it: ONNX Runtime, or TensorFlow.js where it cannot be exported. */
  readonly runtime: "onnx" | "tfjs";
  /** Why it is not served by ONNX Runtime; empty where it is. */
  readonly runtimeNote: string;
}

/** One recorded experiment. */
export interface Run {
  readonly id: string;
  readonly name: string;
  /** The n-th run of its name: `digits-mlp #3`. */
  readonly number: number;
  readonly seed: number;
  /** Records metrics at a step. Without `step`: one more than the last. Sent in batches, in the background. */
  log(metrics: Metrics, step?: number): void;
  /** Adds parameters, or changes those of the same name. */
  params(params: Params): Promise<void>;
  /**
   * Callbacks for `model.fit`: they log the metrics of every epoch, draw a live curve and a progress bar, and end the
   * training cleanly when the cell is stopped.
   */
  fitCallbacks(options?: FitCallbackOptions): tf.CustomCallback[];
  /** Saves the model as a new version in the registry, tied to this run. */
  saveModel(model: tf.LayersModel, options: SaveModelOptions): Promise<SavedModel>;
  /** Ends the run. A run whose cell fails ends by itself; one that nobody ends is `lost` when the kernel ends. */
  finish(status?: "finished" | "failed" | "cancelled"): Promise<void>;
}

export declare const runs: {
  /**
   * Starts a run. It records who, where (device and backend), the notebook's cells, the dataset versions loaded, the
   * params and the seed. `seed` (default: the kernel's) also sets Math.random, and with it initial weights and shuffling, for the rest of the
   * cell.
   */
  start(name: string, options?: { params?: Params; seed?: number }): Promise<Run>;
};

// ── Models ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export declare const models: {
  /** Loads a layers model of the registry, ready for `predict`. Without `version`: the newest. */
  load(name: string, options?: { version?: number }): Promise<tf.LayersModel>;
};

// ── Showing things ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Something shown under the cell, that can be replaced in place. */
export interface DisplayHandle {
  readonly id: string;
  update(value: unknown): void;
}

/** Shows a value under the cell: a chart, a tensor, a table, HTML, an inspector tree for all else. */
export declare function display(value: unknown): DisplayHandle;

/** HTML to show, in a frame of its own. Values put into the template are escaped. */
export declare function html(strings: TemplateStringsArray, ...values: unknown[]): Displayable;
/** Markdown to show, with LaTeX between dollar signs. */
export declare function md(strings: TemplateStringsArray, ...values: unknown[]): Displayable;

/** Knows by itself how it is shown. */
export interface Displayable {
  readonly "quire.display": Record<string, unknown>;
}

/** A progress bar under the cell. */
export interface Progress {
  /** Sets how far it is, and a word on what is done now. */
  set(value: number, detail?: string): void;
  /** Moves it on, by 1 where nothing else is said. */
  advance(by?: number, detail?: string): void;
  /** Fills it. */
  done(detail?: string): void;
}

/** Shows a progress bar. Without `total`: one whose end is not known. */
export declare function progress(label: string, total?: number): Progress;

/** Fires when the cell is stopped. Give it to `fetch`, or look at `abortSignal.aborted` in a loop. */
export declare const abortSignal: AbortSignal;

/**
 * Sets Math.random, and with it initial weights and shuffling, for the rest of the cell. Without a value: to the kernel's
 * seed. A cell that sets none begins with a seed made of the kernel's and the cell's own.
 */
export declare function seed(value?: number): void;

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

/**
 * What an SQL cell gives: all of a dataset's ways to read it, of rows whose columns are known once the cell has run. Whole numbers
 * that a number cannot hold, and what JavaScript has no type for, are text.
 */
export interface QueryResult<R extends Row = Row> extends Dataset {
  row(index: number): R;
  rows(start?: number, end?: number): R[];
  column<K extends keyof R & string>(name: K): R[K][];
  [Symbol.iterator](): Iterator<R>;
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
  /**
   * Keep checkpoints of the training, between epochs: weights, optimizer, random numbers and how far it is. A job that is tried again
   * goes on from the last one by itself: the cell stays as it is. Put these callbacks first in the list.
   */
  checkpoint?: boolean | CheckpointOptions;
}

/** Which checkpoints a training keeps. What has not changed since the one before is not stored again. */
export interface CheckpointOptions {
  /** Default 1. The last epoch is kept always. */
  everyEpochs?: number;
  /** How many of the newest stay. Default 2, so that there is one to fall back on. */
  keep?: number;
  /**
   * The one with the best value of this metric stays too, for `run.restoreBest`. A name alone means the smallest value, or the
   * largest of an accuracy, precision, recall, AUC, F1 or R².
   */
  best?: string | { metric: string; mode: "min" | "max" };
}

/** The epoch, counted from 0, that `restoreBest` went back to. */
export interface BestEpoch {
  readonly epoch: number;
  readonly metrics: Metrics;
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
  /** It goes on with a run that was begun before: by an earlier attempt of the job, or elsewhere. */
  readonly resumed: boolean;
  /** Records metrics at a step. Without `step`: one more than the last. Sent in batches, in the background. */
  log(metrics: Metrics, step?: number): void;
  /** Adds parameters, or changes those of the same name. */
  params(params: Params): Promise<void>;
  /**
   * Callbacks for `model.fit`: they log the metrics of every epoch, draw a live curve and a progress bar, and end the
   * training cleanly when the cell is stopped.
   */
  fitCallbacks(options?: FitCallbackOptions): tf.CustomCallback[];
  /** Gives the model the weights of the best epoch that the last training kept; undefined where it kept none. */
  restoreBest(model: tf.LayersModel): Promise<BestEpoch | undefined>;
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

// ── Sweeps ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A number of a search space: with `step`, only every so manyth value from `min` on. */
export interface NumberRange {
  /** `logUniform`, `logInteger`: as many trials between 0.001 and 0.01 as between 0.01 and 0.1. */
  type: "uniform" | "logUniform" | "integer" | "logInteger";
  min: number;
  max: number;
  step?: number;
  /** How many values a grid takes from it. Default: each step, or 5 where there is none. */
  points?: number;
}

/** What is searched, by parameter: a list of values, or a range of numbers. */
export type SearchSpace = Readonly<
  Record<
    string,
    | readonly (string | number | boolean)[]
    | { type: "choice"; options: readonly (string | number | boolean)[] }
    | NumberRange
  >
>;

/** One value of each parameter of a space. */
export type ParamsOf<S extends SearchSpace> = {
  readonly [K in keyof S]: S[K] extends readonly (infer V)[]
    ? V
    : S[K] extends { type: "choice"; options: readonly (infer V)[] }
      ? V
      : number;
};

/** One trial while it runs. */
export interface SweepTrial<P> {
  readonly params: P;
  /** Its number, from 1. */
  readonly trial: number;
  /** Math.random begins with it, and with it initial weights and shuffling. */
  readonly seed: number;
  /** Fires when the trial is stopped, or the cell. */
  readonly signal: AbortSignal;
  /** The run that records the trial: `model.fit(xs, ys, { callbacks: run.fitCallbacks() })` reports the metric by itself. */
  readonly run: Run;
  /**
   * Reports the metric as it is now. Without `step`: one more than the last. Await it in a loop: it rejects where the trial is
   * stopped, and the loop ends.
   */
  readonly report: (value: number, step?: number) => Promise<void>;
}

export interface SweepOptions {
  /** What is compared: what the trial returns or reports, or the metric of that name that its run logs. */
  metric: string;
  /** Default: `"minimize"` for what is named like a loss or an error, otherwise `"maximize"`. */
  goal?: "minimize" | "maximize";
  /** How many. Default 20; of a grid, all; with `minutes`, as many as there is time for. */
  trials?: number;
  /**
   * A time budget: when it is spent no new trial begins, and those that run come to their end. The clock runs while trials do, on
   * all workers together, from the first one on; what is recorded when the cell runs again counts. Default: none.
   */
  minutes?: number;
  /** Trials at once: one here, the others on the workspace's workers, where it has some. Default 1. */
  parallel?: number;
  /**
   * `"tpe"` learns from the trials before where to look (tree-structured Parzen estimator); `"random"` draws evenly; `"grid"`
   * takes every combination. Default `"tpe"`.
   */
  method?: "tpe" | "random" | "grid";
  /**
   * Stop bad trials: after `minSteps` reports (default 1), and after `factor` (default 3) times as many each time, only the best
   * 1/`factor` of the trials that came so far go on (asynchronous successive halving). `true` for the defaults. Default false.
   */
  stop?: boolean | { minSteps?: number; factor?: number };
  /** Its runs are called so. Default `"sweep"`. */
  name?: string;
  /** Default: the kernel's. With the same seed a sweep that runs one trial after the other makes the same ones. */
  seed?: number;
  /** Begin anew. Otherwise a sweep of the same cell, space and code goes on with the trials that are recorded. Default false. */
  fresh?: boolean;
}

/** A trial when it is over. */
export interface SweepTrialResult<P> {
  readonly trial: number;
  readonly params: P;
  readonly seed: number;
  readonly status: "finished" | "stopped" | "failed";
  /** The metric in the end; null where there is none. */
  readonly value: number | null;
  readonly steps: number;
  /** Why it was stopped, or failed. */
  readonly reason: string | null;
  /** Null where no workspace records it. */
  readonly runId: string | null;
}

export interface SweepResult<P> {
  readonly id: string | null;
  /** The best of those that came to their end. */
  readonly best: SweepTrialResult<P>;
  readonly trials: readonly SweepTrialResult<P>[];
  /** What has ended it before all its trials, such as "time budget of 10 minutes"; null where nothing has. */
  readonly endedBy: string | null;
}

/**
 * Tries parameters and finds good ones. Each trial is a run of its own; they show as a table, parallel coordinates and importance
 * under the cell.
 *
 * ```ts
 * const { best } = await sweep(
 *   { lr: { type: "logUniform", min: 1e-4, max: 0.1 }, units: [16, 32, 64] },
 *   async ({ params, run }) => {
 *     const model = makeModel(params);
 *     await model.fit(xs, ys, { epochs: 20, validationSplit: 0.2, callbacks: run.fitCallbacks() });
 *   },
 *   { metric: "val_loss", trials: 30, parallel: 4, stop: true },
 * );
 * ```
 *
 * With `parallel`, workers run the cell, and what it needs, up to here and take trials until none is left; what follows in the
 * cell runs once, in the kernel that it was started in.
 */
export declare function sweep<const S extends SearchSpace>(
  space: S,
  trial: (trial: SweepTrial<ParamsOf<S>>) => number | void | Promise<number | void>,
  options: SweepOptions,
): Promise<SweepResult<ParamsOf<S>>>;

// ── Models ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export declare const models: {
  /** Loads a layers model of the registry, ready for `predict`. Without `version`: the newest. */
  load(name: string, options?: { version?: number }): Promise<tf.LayersModel>;
};

// ── Checkpoints ─────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Keeps a value, to go on from when the kernel is gone: data of any kind, tensors, layers models, optimizers, tables. It replaces what
 * this cell kept before, or what was kept under that name, and keeps where Math.random stands. It is yours, in this notebook.
 *
 * ```ts
 * const kept = await restore<{ step: number; model: tf.LayersModel }>();
 * const model = kept?.model ?? build();
 * for (let step = kept?.step ?? 0; step < 1000; step++) {
 *   await train(model);
 *   if (step % 100 === 99) await checkpoint({ step: step + 1, model });
 * }
 * ```
 */
export declare function checkpoint(value: unknown, options?: { name?: string }): Promise<void>;

/**
 * What `checkpoint` kept last: for your kernel in this notebook, over a reload too; in a job, by an earlier attempt of it. Math.random
 * goes on from where it stood then. Undefined where nothing is kept.
 */
export declare function restore<T = unknown>(options?: { name?: string }): Promise<T | undefined>;

// ── Secrets ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Names of the secrets that you may use, as far as the editor knows them: it adds them here for completion. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface SecretNames {}
// eslint-disable-next-line @typescript-eslint/no-redundant-type-constituents
export type SecretName = keyof SecretNames | (string & {});

/**
 * Keys and passwords that an owner keeps in the workspace's settings, and that you may use in this notebook.
 *
 * ```ts
 * const key = await secrets.get("WEATHER_KEY");
 * const answer = await fetch(`https://api.example.org/now?key=${key}`, { signal: abortSignal });
 * ```
 */
export declare const secrets: {
  /** The value of a secret. Wherever a cell shows it, `•••• NAME` stands in its place. */
  get(name: SecretName): Promise<string>;
};

// ── Inputs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What every input may be told. */
export interface InputOptions {
  /** The words beside the control. Default: the name that holds its value. */
  label?: string;
  /** `true`: one value for everyone, kept with the notebook. `false`: each person has their own. Default `true`. */
  shared?: boolean;
  /** What its value is kept under, and a script's parameter is called. Default: the name that holds it. */
  key?: string;
}

/** A file that a person chose. */
export interface InputFile {
  readonly name: string;
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  bytes(): Promise<Uint8Array>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export interface SliderOptions {
  /** Default 0. */
  min?: number;
  /** Default 100. */
  max?: number;
  /** Default 1 between whole numbers that are 10 or more apart, otherwise a hundredth of the way. */
  step?: number;
  /** Default `min`. */
  value?: number;
}

export interface RangeOptions extends Omit<SliderOptions, "value"> {
  /** Default: all of it. */
  value?: readonly [low: number, high: number];
}

export interface NumberOptions {
  min?: number;
  max?: number;
  step?: number;
  /** Default `min`, or 0. */
  value?: number;
}

export interface TextOptions {
  value?: string;
  placeholder?: string;
  /** More than one line: a text area as high as that. */
  rows?: number;
  required?: boolean;
  /** Default 10,000. */
  maxLength?: number;
  /** What the whole text must match. */
  pattern?: string | RegExp;
  /** What to say where it does not. */
  patternHint?: string;
}

/** A list of texts, numbers or the like; or an object of any values by the words to show. */
export type Choices<T> = readonly T[] | Readonly<Record<string, T>>;

export interface DateOptions {
  /** A day as text, `"2026-01-31"`, or as a date (its day in UTC). Without one, nothing is chosen at first. */
  value?: string | Date;
  min?: string | Date;
  max?: string | Date;
}

export interface FileOptions {
  /** File endings and media types: `".csv,image/*"`. */
  accept?: string;
  /** Default 32, at most 64. Larger files are datasets: import them. */
  maxMB?: number;
}

/** A field of a form: the options of an input, and of which type it is. */
export type FormField = { label?: string } & (
  | ({ type: "slider" } & SliderOptions)
  | ({ type: "range" } & RangeOptions)
  | ({ type: "number" } & NumberOptions)
  | ({ type: "text" } & TextOptions)
  | { type: "select"; options: Choices<unknown>; value?: unknown }
  | { type: "multiSelect"; options: Choices<unknown>; value?: readonly unknown[] }
  | { type: "checkbox"; value?: boolean }
  | ({ type: "date" } & DateOptions)
  | { type: "color"; value?: string }
  | ({ type: "file" } & FileOptions)
);

type ChoiceOf<C> = C extends readonly (infer T)[] ? T : C extends Readonly<Record<string, infer T>> ? T : never;

/** What a field of that kind gives. */
export type FieldValue<F> = F extends { type: "slider" | "number" }
  ? number
  : F extends { type: "range" }
    ? readonly [low: number, high: number]
    : F extends { type: "text" | "color" }
      ? string
      : F extends { type: "select"; options: infer C }
        ? ChoiceOf<C>
        : F extends { type: "multiSelect"; options: infer C }
          ? ChoiceOf<C>[]
          : F extends { type: "checkbox" }
            ? boolean
            : F extends { type: "date" }
              ? F extends { value: string | Date }
                ? Date
                : Date | null
              : F extends { type: "file" }
                ? InputFile | null
                : never;

/**
 * Controls under the cell. Each answers with its value now, and a name that holds it follows when a person changes it:
 *
 * ```ts
 * const lr = input.slider({ label: "Learning rate", min: 0.001, max: 0.1, step: 0.001 });
 * ```
 *
 * `lr` is a number, here and in every other cell. The cell itself does not run again, what uses `lr` does. Without a
 * name of its own (in a list, in a loop) an input takes its cell to run again.
 */
export declare const input: {
  slider(options?: InputOptions & SliderOptions): number;
  /** Two ends, the lower one first: `const [low, high] = input.range({ max: 10 })`. */
  range(options?: InputOptions & RangeOptions): readonly [low: number, high: number];
  number(options?: InputOptions & NumberOptions): number;
  text(options?: InputOptions & TextOptions): string;
  /** One of a list. Default: the first. */
  select<const T>(options: InputOptions & { options: Choices<T>; value?: NoInfer<T> }): T;
  /** Any of a list, in its order. Default: none. */
  multiSelect<const T>(options: InputOptions & { options: Choices<T>; value?: readonly NoInfer<T>[] }): T[];
  checkbox(options?: InputOptions & { value?: boolean }): boolean;
  /** A day, as a date at midnight UTC. */
  date(options: InputOptions & DateOptions & { value: string | Date }): Date;
  date(options?: InputOptions & DateOptions): Date | null;
  /** A colour as `#rrggbb`. */
  color(options?: InputOptions & { value?: string }): string;
  file(options?: InputOptions & FileOptions): InputFile | null;
  /** Counts its presses. A press runs what uses the count. */
  button(label?: string, options?: Omit<InputOptions, "label">): number;
  /** Rows to choose from: the chosen ones, or with `select: "one"` the one, or null. Of a long table the first 1,000 can be chosen. */
  table<T extends object>(
    rows: Iterable<T>,
    options: InputOptions & { columns?: readonly string[]; select: "one"; value?: readonly number[] },
  ): T | null;
  table<T extends object>(
    rows: Iterable<T>,
    options?: InputOptions & { columns?: readonly string[]; select?: "many"; value?: readonly number[] },
  ): T[];
  /**
   * Several fields whose values change together, at a press of the button:
   * `const { lr, name } = input.form({ lr: { type: "slider", max: 1 }, name: { type: "text" } }, { submit: "Train" })`.
   */
  form<const F extends Readonly<Record<string, FormField>>>(
    fields: F,
    options?: InputOptions & { submit?: string },
  ): { readonly [K in keyof F]: FieldValue<F[K]> };
};

// ── Showing things ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Something shown under the cell, that can be replaced in place. */
export interface DisplayHandle<Value = unknown> {
  readonly id: string;
  /** Shows another value in its place, in the same form. */
  update(value: Value): void;
  /** Takes it away. */
  remove(): void;
}

/** Bytes of a file, or an address that cells may fetch (a `data:` address always). */
export type FileSource = Uint8Array | ArrayBuffer | Blob | string;
/** A file, or something that has pixels. */
export type ImageSource = FileSource | ImageData | OffscreenCanvas | tf.Tensor;
/** A file, or samples between -1 and 1: one list, or one for each channel. */
export type AudioSource = FileSource | Float32Array | readonly Float32Array[];

/** How a picture, sound or film is shown. */
export interface MediaOptions {
  /** What kind of file it is, such as `"video/mp4"`, where its bytes do not tell. */
  type?: string;
  /** What is to be seen or heard, in words. */
  alt?: string;
  /** The name under which it is saved. */
  name?: string;
  /** Pixels on the page. */
  width?: number;
}

export interface Display {
  /**
   * Shows a value under the cell: a chart, a tensor, a table, a picture, HTML, an inspector tree for all else.
   *
   * ```ts
   * const shown = display(Plot.lineY(losses).plot());
   * shown.update(Plot.lineY(more).plot());
   * ```
   */
  (value: unknown): DisplayHandle;
  /** HTML, scripts and all, in a frame of its own that can reach nothing of yours. */
  html(markup: string): DisplayHandle<string>;
  /** A drawing. Scripts and links in it are left out. */
  svg(markup: string): DisplayHandle<string>;
  /** Markdown, with LaTeX between dollar signs. */
  markdown(text: string): DisplayHandle<string>;
  /** A formula: `display.latex("\\int_0^1 x^2\\,dx")`. */
  latex(formula: string): DisplayHandle<string>;
  /** A diagram in the language of Mermaid: `display.mermaid("graph LR; a-->b")`. */
  mermaid(source: string): DisplayHandle<string>;
  /** A chart by a specification of Vega-Lite or Vega. Its data travel in it; addresses in it are not fetched. */
  vega(specification: object): DisplayHandle<object>;
  /**
   * A table with sorting, filter and statistics, of any length: a list of objects or lists, columns by name
   * (`{ x: [1, 2], y: [3, 4] }`), a dataset, a Map, an Arrow table.
   */
  table(rows: unknown): DisplayHandle;
  /** The inspector's tree, whatever the value is. */
  tree(value: unknown): DisplayHandle;
  /** A picture. */
  image(source: ImageSource, options?: MediaOptions): DisplayHandle<ImageSource>;
  /** A sound to play: `display.audio(samples, { sampleRate: 16000 })`. */
  audio(
    source: AudioSource,
    options?: MediaOptions & { sampleRate?: number; loop?: boolean },
  ): DisplayHandle<AudioSource>;
  /** A film to play. */
  video(source: FileSource, options?: MediaOptions & { loop?: boolean }): DisplayHandle<FileSource>;
  /** A file to save: bytes, or text. */
  file(source: FileSource, options?: { name?: string; type?: string }): DisplayHandle<FileSource>;
}

export declare const display: Display;

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

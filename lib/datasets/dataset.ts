import type { DatasetColumn, DatasetRef } from "@/lib/protocol/dataset";
import { QuireError } from "@/lib/protocol/errors";
import { type ColumnArray, type ColumnData, columnWidth, gather, isMissing, type Value, valueAt } from "./column-data";
import { seededRandom, shuffle } from "./random";
import { splitRows } from "./split-rows";

export type Row = Record<string, Value>;

/** Numbers with their shape, row-major: what a tensor is made of. */
export interface Matrix<T extends Float32Array | Int32Array | Uint8Array = Float32Array> {
  data: T;
  shape: number[];
}

type Identity = Pick<DatasetRef, "name" | "number" | "hash" | "versionId">;

/**
 * An immutable version of a dataset, all in memory, or some rows of one. Rows taken (`take`, `split`, `shuffle`, `slice`) are a
 * view: it keeps the row numbers and shares the values.
 */
export class Dataset implements Iterable<Row> {
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly versionId: string;
  readonly columns: readonly DatasetColumn[];
  readonly length: number;
  readonly #stores: readonly ColumnData[];
  /** Row numbers of the version, null: all of them in order. */
  readonly #indices: Uint32Array | null;

  constructor(identity: Identity, stores: readonly ColumnData[], rows: number, indices: Uint32Array | null = null) {
    this.name = identity.name;
    this.version = identity.number;
    this.hash = identity.hash;
    this.versionId = identity.versionId;
    this.columns = stores.map((store) => store.column);
    this.#stores = stores;
    this.#indices = indices;
    this.length = indices ? indices.length : rows;
  }

  row(index: number): Row {
    if (!Number.isInteger(index) || index < 0 || index >= this.length)
      throw new QuireError("BAD_REQUEST", `Row ${index} is not there: ${this.name} has rows 0 to ${this.length - 1}.`);
    const at = this.#indices?.[index] ?? index;
    return Object.fromEntries(this.#stores.map((store) => [store.column.name, valueAt(store, at)]));
  }

  rows(start = 0, end = this.length): Row[] {
    const from = Math.max(0, start);
    return Array.from({ length: Math.max(0, Math.min(end, this.length) - from) }, (_, i) => this.row(from + i));
  }

  *[Symbol.iterator](): Iterator<Row> {
    for (let i = 0; i < this.length; i++) yield this.row(i);
  }

  /** The first rows, as objects. */
  table(options: { limit?: number } = {}): Row[] {
    return this.rows(0, options.limit ?? this.length);
  }

  column(name: string): Value[] {
    const store = this.#store(name);
    return Array.from({ length: this.length }, (_, i) => valueAt(store, this.#indices?.[i] ?? i));
  }

  /**
   * The values of a column as they lie in memory, in row order: see column-data.ts. Shared with the dataset where all
   * rows are in place, so not to be written to.
   */
  values(name: string): ColumnArray["values"] {
    return this.#inOrder(name).values;
  }

  categories(name: string): string[] {
    const { column } = this.#store(name);
    if (column.type !== "category")
      throw new QuireError(
        "BAD_REQUEST",
        `Column "${name}" of ${this.name} is of type ${column.type}. Only category columns have classes.`,
      );
    return [...(column.categories ?? [])];
  }

  /** Class indices and what they mean, of a category, boolean, integer or text column. */
  labels(name: string): { data: Int32Array; names: string[] } {
    const data = this.#inOrder(name);
    if (data.column.type === "category" && data.kind === "i32")
      return { data: data.values, names: [...(data.column.categories ?? [])] };
    if (data.column.type === "boolean" && data.kind === "u8")
      return { data: Int32Array.from(data.values), names: ["false", "true"] };
    const values = data.kind === "text" ? data.values : Array.from(data.values, Number);
    const distinct = [...new Set<string | number>(values)].sort((a, b) => (a < b ? -1 : 1));
    const index = new Map(distinct.map((value, i) => [value, i]));
    return {
      data: Int32Array.from(values, (value: string | number) => index.get(value) ?? 0),
      names: distinct.map(String),
    };
  }

  /** The pixels of an image column, 0 to 255: `[rows, height, width, channels]`. */
  images(name: string): Matrix<Uint8Array> {
    const data = this.#inOrder(name);
    if (data.column.type !== "image" || data.kind !== "u8")
      throw new QuireError(
        "BAD_REQUEST",
        `Column "${name}" of ${this.name} holds ${data.column.type} values, not images.`,
      );
    return { data: data.values, shape: [this.length, ...(data.column.shape ?? [])] };
  }

  /**
   * Numbers for a model. One name: the column's own shape after the rows (`[rows]` for a number column); several, or
   * all that begin with `prefix`: `[rows, columns]`. A missing value is NaN.
   */
  matrix(columns: string | readonly string[] | { prefix: string }): Matrix {
    if (typeof columns === "string") return this.#single(columns);
    const names = "prefix" in columns ? this.#withPrefix(columns.prefix) : columns;
    const data = new Float32Array(this.length * names.length);
    names.forEach((name, at) => {
      const store = this.#numeric(name);
      if (columnWidth(store.column) !== 1)
        throw new QuireError(
          "BAD_REQUEST",
          `Column "${name}" has ${columnWidth(store.column)} numbers a row: ask for it by itself.`,
        );
      for (let i = 0; i < this.length; i++) {
        const row = this.#indices?.[i] ?? i;
        data[i * names.length + at] = isMissing(store, row) ? NaN : (store.values[row] ?? NaN);
      }
    });
    return { data, shape: [this.length, names.length] };
  }

  take(indices: ArrayLike<number>): this {
    const rows = Uint32Array.from(indices, (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= this.length)
        throw new QuireError(
          "BAD_REQUEST",
          `Row ${index} is not there: ${this.name} has rows 0 to ${this.length - 1}.`,
        );
      return this.#indices?.[index] ?? index;
    });
    return this.derive(rows);
  }

  slice(start = 0, end = this.length): this {
    const from = Math.max(0, start);
    return this.take(Array.from({ length: Math.max(0, Math.min(end, this.length) - from) }, (_, i) => from + i));
  }

  shuffle(seed = 0): this {
    return this.take(
      shuffle(
        Uint32Array.from({ length: this.length }, (_, i) => i),
        seededRandom(seed),
      ),
    );
  }

  /** Holds out a share of the rows (`test`, default 0.2), the same ones for the same seed; with `by`, that share of each class. */
  split(options: { test?: number; seed?: number; by?: string } = {}): Record<"train" | "test", this> {
    const { test = 0.2, seed = 0, by } = options;
    if (!(test > 0 && test < 1))
      throw new QuireError("BAD_REQUEST", `split holds out a share between 0 and 1, not ${test}.`);
    const groups = by === undefined ? new Int32Array(this.length) : this.labels(by).data;
    const rows = splitRows(groups, test, seededRandom(seed));
    return { train: this.take(rows.train), test: this.take(rows.test) };
  }

  /** All columns in row order, for encoding. */
  stores(): ColumnData[] {
    return this.columns.map((column) => this.#inOrder(column.name));
  }

  /** The view that `take` gives, of the subclass's own kind; its constructor takes what this one's does. */
  protected derive(indices: Uint32Array): this {
    const { name, version: number, hash, versionId } = this;
    const View = this.constructor as typeof Dataset;
    return new View({ name, number, hash, versionId }, this.#stores, indices.length, indices) as this;
  }

  #store(name: string): ColumnData {
    const store = this.#stores.find(({ column }) => column.name === name);
    if (store) return store;
    const names = this.columns.map((column) => column.name);
    const known = names.length > 12 ? `${names.slice(0, 12).join(", ")}, … (${names.length} in all)` : names.join(", ");
    throw new QuireError("NOT_FOUND", `${this.name}@${this.version} has no column "${name}". It has: ${known}.`);
  }

  #inOrder(name: string): ColumnData {
    const store = this.#store(name);
    return this.#indices ? gather(store, this.#indices) : store;
  }

  #numeric(name: string): Exclude<ColumnData, { kind: "text" }> {
    const store = this.#store(name);
    if (store.kind !== "text") return store;
    throw new QuireError(
      "BAD_REQUEST",
      `Column "${name}" of ${this.name} holds text. Numbers are made only of the other types.`,
    );
  }

  #single(name: string): Matrix {
    this.#numeric(name);
    const store = this.#inOrder(name);
    if (store.kind === "text") return { data: new Float32Array(), shape: [0] };
    const data = store.kind === "f32" ? store.values : Float32Array.from(store.values);
    if (store.valid)
      store.valid.forEach(
        (ok, row) => ok || data.fill(NaN, row * columnWidth(store.column), (row + 1) * columnWidth(store.column)),
      );
    return { data, shape: [this.length, ...(store.column.shape ?? [])] };
  }

  #withPrefix(prefix: string): string[] {
    const names = this.columns.map((column) => column.name).filter((name) => name.startsWith(prefix));
    if (names.length === 0)
      throw new QuireError("NOT_FOUND", `${this.name}@${this.version} has no column that begins with "${prefix}".`);
    return names;
  }
}

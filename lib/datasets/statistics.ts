import { z } from "zod";
import { type ColumnData, columnWidth, isMissing } from "./column-data";

export const columnStatisticsSchema = z.object({
  missing: z.number().int(),
  /** Of all numbers in the column; dates in milliseconds. Absent where there are none. */
  range: z.object({ min: z.number(), max: z.number(), mean: z.number() }).optional(),
  /** How many lie in each of equal bins from min to max. */
  histogram: z.array(z.number().int()).optional(),
  /** The most frequent values, first the most frequent. */
  top: z.array(z.object({ value: z.string(), count: z.number().int() })).optional(),
  /** How many different values; absent when there are too many to count. */
  distinct: z.number().int().optional(),
});
export type ColumnStatistics = z.infer<typeof columnStatisticsSchema>;

const BINS = 20;
const MAX_DISTINCT = 10_000;
const TOP = 12;

/** What a column holds in the few numbers that a preview shows. Add every part to `first`, then every part to `second`. */
export class StatisticsBuilder {
  #missing = 0;
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;
  readonly #bins = new Array<number>(BINS).fill(0);
  #counts: Map<string, number> | null;

  constructor(private readonly type: ColumnData["column"]["type"]) {
    this.#counts = this.#isNumeric ? null : new Map();
  }

  get #isNumeric(): boolean {
    return this.type !== "string" && this.type !== "category" && this.type !== "boolean";
  }

  /** Counts, and finds the ends. */
  first(data: ColumnData, rows: number): void {
    if (data.valid) for (const ok of data.valid) this.#missing += 1 - ok;
    if (this.#isNumeric) this.#measure(data);
    else this.#countNames(data, rows);
  }

  /** Fills the bins between the ends. Only numbers need it. */
  second(data: ColumnData): void {
    const scale = BINS / (this.#max - this.#min || 1);
    if (this.#isNumeric)
      eachNumber(data, (value) => {
        const bin = Math.min(BINS - 1, Math.floor((value - this.#min) * scale));
        this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
      });
  }

  result(): ColumnStatistics {
    const statistics: ColumnStatistics = { missing: this.#missing };
    if (this.#count > 0) {
      statistics.range = { min: this.#min, max: this.#max, mean: this.#sum / this.#count };
      statistics.histogram = this.#bins;
    }
    if (this.#counts) {
      statistics.distinct = this.#counts.size;
      const byCount = [...this.#counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
      statistics.top = byCount.slice(0, TOP).map(([value, count]) => ({ value, count }));
    }
    return statistics;
  }

  #measure(data: ColumnData): void {
    eachNumber(data, (value) => {
      this.#count++;
      this.#sum += value;
      if (value < this.#min) this.#min = value;
      if (value > this.#max) this.#max = value;
    });
  }

  #countNames(data: ColumnData, rows: number): void {
    for (let row = 0; row < rows && this.#counts; row++) {
      if (isMissing(data, row)) continue;
      const name = nameAt(data, row);
      const seen = this.#counts.get(name) ?? 0;
      if (seen === 0 && this.#counts.size === MAX_DISTINCT) this.#counts = null;
      else this.#counts.set(name, seen + 1);
    }
  }
}

function nameAt(data: ColumnData, row: number): string {
  if (data.kind === "text") return data.values[row] ?? "";
  const value = data.values[row] ?? 0;
  if (data.column.type === "boolean") return value === 1 ? "true" : "false";
  return data.column.categories?.[value] ?? String(value);
}

/** Each finite number of the rows that have a value. */
function eachNumber(data: ColumnData, take: (value: number) => void): void {
  if (data.kind === "text") return;
  const width = columnWidth(data.column);
  const { values, valid } = data;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (Number.isFinite(value) && (!valid || valid[Math.floor(i / width)] !== 0)) take(value);
  }
}

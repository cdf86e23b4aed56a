import type { DatasetColumn } from "@/lib/protocol/dataset";
import { isInteger32, isMissingText, parseBoolean, parseDate, parseNumber } from "./parse-text";

/** What importers and cells hand over for one value, before its column's type is known. */
export type RawValue = number | string | boolean | Date | ArrayLike<number> | null | undefined;

/** A column that is nearly all numbers, where it first is not. */
export interface Misfit {
  column: string;
  row: number;
  value: string;
  others: number;
}

const MAX_CATEGORIES = 1000;
/** Fewer strays than this share of a column are mistakes in a number column, not a reason to call it text. */
const STRAY_SHARE = 0.05;

/** Looks at every value of a column once and says what the column holds. Bounded memory, however long the column. */
export class ColumnGuess {
  #rows = 0;
  #missing = 0;
  #numbers = 0;
  #integers = 0;
  #booleans = 0;
  #dates = 0;
  #vectors = 0;
  #vectorLength = -1;
  #stray: { row: number; value: string } | null = null;
  /** Null once there are too many to be classes. */
  #names: Set<string> | null = new Set();

  /** `text`: the value was written as text, so `"12"` is the number 12 and `"NA"` no value. */
  constructor(
    readonly name: string,
    private readonly text: boolean,
  ) {}

  /** Rows count from 1. */
  add(value: RawValue, row: number): void {
    this.#rows++;
    if (
      value === null ||
      value === undefined ||
      (this.text && typeof value === "string" && isMissingText(value.trim()))
    )
      this.#missing++;
    else if (typeof value === "object") this.#addObject(value);
    else this.#addScalar(value, row);
  }

  #addObject(value: Date | ArrayLike<number>): void {
    if (value instanceof Date) {
      this.#dates++;
      return;
    }
    this.#vectors++;
    if (this.#vectorLength === -1) this.#vectorLength = value.length;
    else if (this.#vectorLength !== value.length) this.#vectorLength = -2;
  }

  #addScalar(value: number | string | boolean, row: number): void {
    const trimmed = typeof value === "string" ? value.trim() : value;
    const number =
      typeof trimmed === "number"
        ? trimmed
        : this.text && typeof trimmed === "string"
          ? parseNumber(trimmed)
          : undefined;
    if (number !== undefined) {
      this.#numbers++;
      if (isInteger32(number)) this.#integers++;
    } else {
      this.#stray ??= { row, value: String(trimmed) };
      if (
        typeof trimmed === "boolean" ||
        (this.text && typeof trimmed === "string" && parseBoolean(trimmed) !== undefined)
      )
        this.#booleans++;
      else if (typeof trimmed === "string" && parseDate(trimmed) !== undefined) this.#dates++;
    }
    this.#addName(String(trimmed));
  }

  #addName(name: string): void {
    if (!this.#names || this.#names.has(name)) return;
    if (this.#names.size === MAX_CATEGORIES || name.length > 200) this.#names = null;
    else this.#names.add(name);
  }

  /** Set when the column is nearly all numbers: probably a typing mistake that would turn the whole column into text. */
  misfit(): Misfit | null {
    const others = this.#present - this.#numbers;
    if (!this.#stray || others === 0 || this.#present < 20 || others > this.#present * STRAY_SHARE) return null;
    return { column: this.name, row: this.#stray.row, value: this.#stray.value, others };
  }

  get isEmpty(): boolean {
    return this.#present === 0;
  }

  get #present(): number {
    return this.#rows - this.#missing;
  }

  /** The column as guessed, or of the type that the person wants. `rows`: of the whole; those never added have no value. */
  decide(wanted?: DatasetColumn["type"], rows = this.#rows): DatasetColumn {
    const type = wanted ?? this.#type();
    return {
      name: this.name,
      type,
      nullable: this.#missing > 0 || rows > this.#rows,
      ...(type === "category" && { categories: sortNames(this.#names ?? []) }),
      ...(type === "vector" && { shape: [Math.max(1, this.#vectorLength)] }),
    };
  }

  #type(): DatasetColumn["type"] {
    const present = this.#present;
    if (present === 0) return "string";
    if (this.#vectors === present && this.#vectorLength > 0) return "vector";
    if (this.#booleans === present) return "boolean";
    if (this.#integers === present) return "integer";
    if (this.#numbers === present) return "number";
    if (this.#dates === present) return "date";
    return this.#names && this.#names.size > 0 && this.#names.size * 2 <= present ? "category" : "string";
  }
}

/** Names that are all numbers in the order of the numbers. */
function sortNames(names: Iterable<string>): string[] {
  const sorted = [...names].sort();
  return sorted.every((name) => parseNumber(name) !== undefined)
    ? sorted.sort((a, b) => Number(a) - Number(b))
    : sorted;
}

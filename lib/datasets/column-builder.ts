import type { DatasetColumn } from "@/lib/protocol/dataset";
import { allocate, type ColumnData, columnWidth } from "./column-data";
import type { RawValue } from "./column-guess";
import { isInteger32, isMissingText, parseBoolean, parseDate, parseNumber } from "./parse-text";

/** A value that its column cannot hold; the message says why, the caller adds where. */
export class MisfitError extends Error {
  /** `element`: which of a list's numbers, counted from 0. */
  constructor(
    message: string,
    readonly element?: number,
  ) {
    super(message);
  }
}

const shown = (value: RawValue) => {
  const text =
    typeof value === "object" && value !== null && "length" in value
      ? `a list of ${value.length}`
      : JSON.stringify(value);
  return text === undefined || text.length <= 60 ? String(text) : `${text.slice(0, 60)}…`;
};

const asText = (value: RawValue): string =>
  typeof value === "string" ? value : value instanceof Date ? value.toISOString() : JSON.stringify(value);

/** Rows of one column until they become a part. */
export class ColumnBuilder {
  #data: ColumnData;
  #rows = 0;
  #capacity = 1024;
  #textBytes = 0;
  readonly #classes: Map<string, number>;
  readonly #width: number;

  /** `text`: values come as text and are parsed. */
  constructor(
    readonly column: DatasetColumn,
    private readonly text: boolean,
  ) {
    this.#width = columnWidth(column);
    this.#classes = new Map((column.categories ?? []).map((name, i) => [name, i]));
    this.#capacity = Math.max(16, Math.min(1024, Math.ceil(1_000_000 / this.#width)));
    this.#data = this.#fresh();
  }

  get bytes(): number {
    if (this.#data.kind === "text") return this.#textBytes + this.#rows * 4;
    return this.#rows * this.#width * this.#data.values.BYTES_PER_ELEMENT;
  }

  push(value: RawValue): void {
    if (this.#rows === this.#capacity) this.#grow();
    const missing =
      value === null || value === undefined || (this.text && typeof value === "string" && isMissingText(value.trim()));
    if (missing) this.#pushMissing();
    else if (this.#data.kind === "text") this.#pushText(value);
    else if (this.#width > 1 || this.column.shape) this.#pushMany(value);
    else this.#data.values[this.#rows] = this.#toNumber(value);
    this.#rows++;
  }

  /** The rows so far; the builder begins again. */
  take(): ColumnData {
    const data = { ...this.#data };
    if (data.kind === "text") data.values.length = this.#rows;
    else data.values = data.values.subarray(0, this.#rows * this.#width);
    data.valid =
      data.valid && (data.valid.subarray(0, this.#rows).includes(0) ? data.valid.subarray(0, this.#rows) : null);
    this.#rows = 0;
    this.#textBytes = 0;
    this.#data = this.#fresh();
    return data;
  }

  #fresh(): ColumnData {
    const valid = this.column.nullable ? new Uint8Array(this.#capacity).fill(1) : null;
    return { ...allocate(this.column, this.#capacity), column: this.column, valid };
  }

  #grow(): void {
    const old = this.#data;
    this.#capacity *= 2;
    const next = this.#fresh();
    if (old.kind === "text" && next.kind === "text") next.values = old.values;
    else if (old.kind !== "text" && next.kind !== "text") next.values.set(old.values);
    if (old.valid) next.valid?.set(old.valid);
    this.#data = next;
  }

  #pushMissing(): void {
    const { valid } = this.#data;
    if (!valid)
      throw new MisfitError(`has no value, and a ${this.column.type} column of this dataset needs one in each row`);
    valid[this.#rows] = 0;
    if (this.#data.kind === "text") this.#data.values[this.#rows] = "";
  }

  #pushText(value: RawValue): void {
    const text = asText(value);
    if (this.#data.kind === "text") this.#data.values[this.#rows] = text;
    this.#textBytes += text.length;
  }

  #pushMany(value: RawValue): void {
    if (typeof value !== "object" || value === null || value instanceof Date || value.length !== this.#width)
      throw new MisfitError(`should be a list of ${this.#width} numbers and is ${shown(value)}`);
    if (this.#data.kind === "text") return;
    for (let i = 0; i < this.#width; i++) this.#data.values[this.#rows * this.#width + i] = this.#element(value[i], i);
  }

  #element(value: unknown, i: number): number {
    if (typeof value !== "number") throw new MisfitError(`holds ${JSON.stringify(value)} as its number ${i + 1}`, i);
    if (this.column.type === "image" && !(Number.isInteger(value) && value >= 0 && value <= 255))
      throw new MisfitError(`holds ${value}; a pixel is a whole number from 0 to 255`, i);
    return value;
  }

  #toNumber(value: RawValue): number {
    const trimmed = typeof value === "string" ? value.trim() : value;
    const number = this.#parse(trimmed);
    if (number === undefined)
      throw new MisfitError(`is ${shown(trimmed)}, which is not ${described[this.column.type]}`);
    return number;
  }

  #parse(value: RawValue): number | undefined {
    switch (this.column.type) {
      case "category":
        return this.#classes.get(asText(value));
      case "boolean":
        return parseAnyBoolean(value);
      case "date":
        return value instanceof Date ? value.getTime() : typeof value === "string" ? parseDate(value) : undefined;
      case "integer": {
        const number = this.#parseNumber(value);
        return number !== undefined && isInteger32(number) ? number : undefined;
      }
      default:
        return this.#parseNumber(value);
    }
  }

  #parseNumber(value: RawValue): number | undefined {
    if (typeof value === "number") return value;
    return this.text && typeof value === "string" ? parseNumber(value) : undefined;
  }
}

function parseAnyBoolean(value: RawValue): number | undefined {
  const boolean = typeof value === "string" ? parseBoolean(value) : value;
  return boolean === true || boolean === 1 ? 1 : boolean === false || boolean === 0 ? 0 : undefined;
}

const described: Record<DatasetColumn["type"], string> = {
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  string: "text",
  date: "a date such as 2024-12-31 or 2024-12-31T23:59:00Z",
  category: "one of the column's classes",
  image: "an image",
  vector: "a list of numbers",
};

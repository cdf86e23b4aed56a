import type { DatasetColumn } from "@/lib/protocol/dataset";
import { encodePart, PART_BYTES } from "./arrow-part";
import { ColumnBuilder, MisfitError } from "./column-builder";
import type { RawValue } from "./column-guess";

export interface EncodedPart {
  rows: number;
  arrow: Uint8Array;
}

/** A value that does not fit, with its place. Rows count from 1. */
export class CellError extends Error {
  constructor(
    readonly row: number,
    readonly column: string,
    readonly reason: string,
    readonly element?: number,
  ) {
    super(`Row ${row}, column "${column}" ${reason}.`);
  }
}

/** Rows in, parts out. Where a part ends depends only on the values, so the same rows always give the same parts. */
export class PartWriter {
  readonly #builders: ColumnBuilder[];
  #rows = 0;
  #total = 0;

  constructor(
    columns: readonly DatasetColumn[],
    text: boolean,
    private readonly partBytes = PART_BYTES,
  ) {
    this.#builders = columns.map((column) => new ColumnBuilder(column, text));
  }

  /** The values in the columns' order. A part when this row has filled one. */
  push(values: readonly RawValue[]): EncodedPart | null {
    this.#total++;
    for (let i = 0; i < this.#builders.length; i++) this.#pushValue(i, values[i]);
    this.#rows++;
    // Summing over all columns at each row would cost more than the row itself.
    if ((this.#rows & 15) !== 0 && this.#builders.length > 1) return null;
    return this.#builders.reduce((sum, builder) => sum + builder.bytes, 0) >= this.partBytes ? this.flush() : null;
  }

  /** What is left, if anything is. */
  flush(): EncodedPart | null {
    if (this.#rows === 0) return null;
    const rows = this.#rows;
    this.#rows = 0;
    return {
      rows,
      arrow: encodePart(
        this.#builders.map((builder) => builder.take()),
        rows,
      ),
    };
  }

  #pushValue(i: number, value: RawValue): void {
    const builder = this.#builders[i];
    try {
      builder?.push(value);
    } catch (error) {
      if (error instanceof MisfitError)
        throw new CellError(this.#total, builder?.column.name ?? "", error.message, error.element);
      throw error;
    }
  }
}

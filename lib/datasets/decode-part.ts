import type { DatasetColumn } from "@/lib/protocol/dataset";
import { QuireError } from "@/lib/protocol/errors";
import { encodePart } from "./arrow-part";
import { type BatchBuffers, FramingError, readBatch } from "./arrow-reader";
import { type ColumnArray, type ColumnData, columnWidth } from "./column-data";
import { decodeText } from "./text-buffer";

export interface DecodedPart {
  rows: number;
  columns: ColumnData[];
}

const badPart = (why: string, cause?: unknown) =>
  new QuireError("UNPROCESSABLE", `This part of a dataset cannot be used: ${why}.`, { cause });

/** Reads a part by the columns that its manifest declares. The values are views of `bytes` where that is possible. */
export function decodePart(bytes: Uint8Array, columns: readonly DatasetColumn[]): DecodedPart {
  try {
    const batch = readBatch(bytes);
    const take = new BufferCursor(batch);
    const decoded = columns.map((column) => readColumn(column, take, batch.rows));
    take.end();
    return { rows: batch.rows, columns: decoded };
  } catch (error) {
    throw error instanceof FramingError ? badPart(error.message, error) : error;
  }
}

/**
 * The same for a part of unknown origin: it must be, to the byte, what `encodePart` makes of its values. So its own
 * schema agrees with the manifest, for whoever reads the file with another Arrow, and one content has one hash.
 */
export function verifyPart(bytes: Uint8Array, columns: readonly DatasetColumn[]): DecodedPart {
  const part = decodePart(bytes, columns);
  const again = encodePart(part.columns, part.rows);
  if (again.length !== bytes.length || again.some((byte, i) => byte !== bytes[i]))
    throw badPart("its own schema or text is not as declared. Make parts with datasets.commit");
  return part;
}

/** Hands out nodes and buffers in the order in which Arrow writes them: depth first. */
class BufferCursor {
  #node = 0;
  #buffer = 0;

  constructor(private readonly batch: BatchBuffers) {}

  node(rows: number, name: string): { nullCount: number } {
    const node = this.batch.nodes[this.#node++];
    if (!node || node.length !== rows) throw new FramingError(`column "${name}" is not there or has another length`);
    return node;
  }

  buffer(minBytes: number, name: string): Uint8Array {
    const buffer = this.batch.buffers[this.#buffer++];
    if (!buffer || buffer.length < minBytes) throw new FramingError(`column "${name}" has fewer values than rows`);
    return buffer;
  }

  end(): void {
    if (this.#node !== this.batch.nodes.length || this.#buffer !== this.batch.buffers.length)
      throw new FramingError("it has more columns than are declared");
  }
}

function readColumn(column: DatasetColumn, take: BufferCursor, rows: number): ColumnData {
  const { nullCount } = take.node(rows, column.name);
  if (nullCount > 0 && !column.nullable)
    throw new FramingError(`column "${column.name}" has missing values and is not declared to`);
  const bitmap = take.buffer(nullCount > 0 ? Math.ceil(rows / 8) : 0, column.name);
  const data: ColumnData = {
    ...readValues(column, take, rows),
    column,
    valid: nullCount > 0 ? unpackBits(bitmap, rows) : null,
  };
  checkClasses(data);
  return data;
}

function readValues(column: DatasetColumn, take: BufferCursor, rows: number): ColumnArray {
  const { name } = column;
  const length = rows * columnWidth(column);
  switch (column.type) {
    case "string":
      return { kind: "text", values: readText(take, rows, name) };
    case "boolean":
      return { kind: "u8", values: unpackBits(take.buffer(Math.ceil(rows / 8), name), rows) };
    case "image":
      return { kind: "u8", values: take.buffer(length, name).subarray(0, length) };
    case "integer":
    case "category":
      return { kind: "i32", values: new Int32Array(...aligned(take.buffer(length * 4, name), 4, length)) };
    case "number":
      return { kind: "f64", values: new Float64Array(...aligned(take.buffer(length * 8, name), 8, length)) };
    case "date":
      return {
        kind: "f64",
        values: Float64Array.from(new BigInt64Array(...aligned(take.buffer(length * 8, name), 8, length)), Number),
      };
    case "vector":
      // The list's child: a node and a validity bitmap of its own before the values.
      take.node(length, name);
      take.buffer(0, name);
      return { kind: "f32", values: new Float32Array(...aligned(take.buffer(length * 4, name), 4, length)) };
  }
}

/** Typed arrays need their alignment; a part within a larger message may lack it, and is then copied. */
function aligned(bytes: Uint8Array, size: number, length: number): [ArrayBufferLike, number, number] {
  const view = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return [view.buffer, view.byteOffset, length];
}

function unpackBits(bits: Uint8Array, rows: number): Uint8Array {
  const values = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) values[i] = ((bits[i >> 3] ?? 0) >> (i & 7)) & 1;
  return values;
}

function readText(take: BufferCursor, rows: number, name: string): string[] {
  const offsets = new Int32Array(...aligned(take.buffer((rows + 1) * 4, name), 4, rows + 1));
  const bytes = take.buffer(offsets[rows] ?? 0, name);
  for (let i = 0; i < rows; i++)
    if ((offsets[i] ?? 0) > (offsets[i + 1] ?? 0) || (offsets[i] ?? 0) < 0)
      throw new FramingError(`the text of column "${name}" is damaged`);
  return decodeText(bytes.subarray(0, offsets[rows]), offsets, rows);
}

function checkClasses({ column, values, valid }: ColumnData): void {
  if (column.type !== "category") return;
  const classes = column.categories?.length ?? 0;
  values.forEach((index: number | string, row: number) => {
    if (valid?.[row] !== 0 && (typeof index !== "number" || index < 0 || index >= classes))
      throw new FramingError(`column "${column.name}" names class ${index}, and there are ${classes}`);
  });
}

import {
  Bool,
  type Data,
  type DataType,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  TimestampMillisecond,
  Utf8,
} from "apache-arrow";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import { type ColumnData, columnWidth } from "./column-data";
import { encodeText } from "./text-buffer";

/** A part is one file to fetch and one batch to decode; about this many bytes of values. */
export const PART_BYTES = 8 * 1024 * 1024;

function arrowType(column: DatasetColumn): DataType {
  switch (column.type) {
    case "number":
      return new Float64();
    case "integer":
    case "category":
      return new Int32();
    case "boolean":
      return new Bool();
    case "string":
      return new Utf8();
    case "date":
      return new TimestampMillisecond("UTC");
    case "image":
      return new FixedSizeBinary(columnWidth(column));
    case "vector":
      return new FixedSizeList(columnWidth(column), new Field("item", new Float32(), false));
  }
}

/** One bit a row, least significant first, as Arrow keeps booleans and validity. */
function packBits(bytes: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(bytes.length / 64) * 8);
  for (let i = 0; i < bytes.length; i++) if (bytes[i]) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  return bits;
}

/** Timestamps are 64-bit integers in Arrow. */
const toInt64 = (values: Float64Array): BigInt64Array => BigInt64Array.from(values, (v) => BigInt(Math.round(v)));

function toArrow(data: ColumnData, rows: number): Data {
  const type = arrowType(data.column);
  const nullBitmap = data.valid ? packBits(data.valid) : undefined;
  const nullCount = data.valid ? data.valid.reduce((n, ok) => n + 1 - ok, 0) : 0;
  const props = { length: rows, nullCount, nullBitmap };
  if (type instanceof Utf8 && data.kind === "text") {
    const { bytes, offsets } = encodeText(data.values);
    return makeData({ ...props, type, data: bytes, valueOffsets: offsets });
  }
  if (type instanceof FixedSizeList) {
    const child = makeData({
      type: new Float32(),
      length: rows * columnWidth(data.column),
      nullCount: 0,
      data: data.values as Float32Array,
    });
    return makeData({ ...props, type, child });
  }
  if (type instanceof Bool) return makeData({ ...props, type, data: packBits(data.values as Uint8Array) });
  if (type instanceof TimestampMillisecond)
    return makeData({ ...props, type, data: toInt64(data.values as Float64Array) });
  if (type instanceof FixedSizeBinary) return makeData({ ...props, type, data: data.values as Uint8Array });
  if (type instanceof Int32) return makeData({ ...props, type, data: data.values as Int32Array });
  return makeData({ ...props, type: new Float64(), data: data.values as Float64Array });
}

/** An Arrow table with one batch. */
export function toArrowTable(columns: readonly ColumnData[], rows: number): Table {
  const fields = columns.map(({ column }) => new Field(column.name, arrowType(column), column.nullable));
  const children = columns.map((data) => toArrow(data, rows));
  const struct = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
  return new Table([new RecordBatch(new Schema(fields), struct)]);
}

/** An Arrow IPC file with one batch. The same columns give the same bytes. */
export const encodePart = (columns: readonly ColumnData[], rows: number): Uint8Array =>
  tableToIPC(toArrowTable(columns, rows), "file");

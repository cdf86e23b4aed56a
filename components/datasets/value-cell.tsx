"use client";
import { useMemo } from "react";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import { metric } from "@/lib/format/number";
import { fromBase64, Pixels } from "./pixels";

export type CellValue = string | number | boolean | Date | readonly number[] | null | undefined;

interface ValueCellProps {
  column: DatasetColumn;
  value: CellValue;
  /** Of all values of a vector column, for its shades. */
  range?: { min: number; max: number };
  size?: number;
}

const isSquare = (length: number) => length >= 9 && Number.isInteger(Math.sqrt(length));

/** Whether values of the column are drawn as small pictures. */
export const isPicture = (column: DatasetColumn): boolean =>
  column.type === "image" || (column.type === "vector" && isSquare(column.shape?.[0] ?? 0));

/** A value in the way its column is read: numbers aligned, pictures drawn, nothing as a dash. */
export function ValueCell({ column, value, range, size = 40 }: ValueCellProps) {
  if (value === null || value === undefined)
    return (
      <span className="text-faint" title="No value">
        –
      </span>
    );
  if (column.type === "image" && typeof value === "string")
    return <ImageCell shape={column.shape ?? []} base64={value} size={size} brightest={range?.max} />;
  if (Array.isArray(value)) return <VectorCell values={value as readonly number[]} range={range} size={size} />;
  if (typeof value === "number")
    return <span className="tabular-nums">{column.type === "integer" ? value : metric(value)}</span>;
  if (column.type === "date")
    return (
      <time dateTime={toIso(value)}>
        {toIso(value)
          .replace(/T00:00:00\.000Z$/, "")
          .replace("T", " ")
          .replace(/\.000Z$/, "")}
      </time>
    );
  return <span title={typeof value === "string" && value.length > 24 ? value : undefined}>{String(value)}</span>;
}

const toIso = (value: CellValue) => (value instanceof Date ? value.toISOString() : String(value));

interface ImageCellProps {
  shape: readonly number[];
  base64: string;
  size: number;
  /** Of the whole column. */
  brightest?: number;
}

/** Pictures on a scale of their own, such as 0 to 16, would be all but black: they are shown brighter. */
function ImageCell({ shape, base64, size, brightest = 255 }: ImageCellProps) {
  const [height = 1, width = 1] = shape;
  const pixels = useMemo(() => {
    const stored = fromBase64(base64);
    return brightest > 0 && brightest < 128 ? stored.map((value) => (value * 255) / brightest) : stored;
  }, [base64, brightest]);
  return (
    <Pixels
      pixels={pixels}
      width={width}
      height={height}
      size={size}
      label={`Picture of ${width} by ${height} pixels`}
    />
  );
}

/** A square vector reads best as a picture; any other as its first numbers. */
function VectorCell({
  values,
  range,
  size,
}: {
  values: readonly number[];
  range?: { min: number; max: number };
  size: number;
}) {
  const side = Math.sqrt(values.length);
  const pixels = useMemo(() => {
    const { min, max } = range ?? { min: Math.min(...values), max: Math.max(...values) };
    return Uint8Array.from(values, (value) => ((value - min) / (max - min || 1)) * 255);
  }, [values, range]);
  if (isSquare(values.length))
    return (
      <Pixels
        pixels={pixels}
        width={side}
        height={side}
        size={size}
        label={`Vector of ${values.length} numbers as ${side} by ${side} shades`}
      />
    );
  return (
    <span className="tabular-nums">
      {values.slice(0, 4).map(metric).join(", ")}
      {values.length > 4 && ", …"}
    </span>
  );
}

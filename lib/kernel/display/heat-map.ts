import { z } from "zod";
import { shownNumber, shownNumberSchema } from "./number";

/** A matrix as the means of blocks: `rows` × `columns` of them, over what `of` says. */
export const heatMapSchema = z.object({
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  values: z.array(shownNumberSchema),
  /** Which part of the tensor it is, in words: "0, 3, :, :". Absent: all of it. */
  of: z.string().optional(),
});
export type HeatMap = z.infer<typeof heatMapSchema>;

const SIDE = 96;

/** Of a matrix, or of the first matrix of a tensor with more axes; undefined for a scalar or a list. */
export function heatMap(shape: readonly number[], values: ArrayLike<number>): HeatMap | undefined {
  const [height = 0, width = 0] = shape.slice(-2);
  if (shape.length < 2 || height < 2 || width < 2) return undefined;
  const [rows, columns] = [Math.min(SIDE, height), Math.min(SIDE, width)];
  const [sums, counts] = [new Float64Array(rows * columns), new Float64Array(rows * columns)];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width);
      const value = values[y * width + x] as number;
      if (Number.isNaN(value)) continue;
      sums[at] = (sums[at] ?? 0) + value;
      counts[at] = (counts[at] ?? 0) + 1;
    }
  const means = Array.from(sums, (sum, at) => shownNumber(rounded(sum / (counts[at] ?? 0))));
  const of = shape.length > 2 ? [...shape.slice(0, -2).map(() => "0"), ":", ":"].join(", ") : undefined;
  return { rows, columns, values: means, ...(of !== undefined && { of }) };
}

/** Colours need no more. */
const rounded = (value: number) => Number(value.toPrecision(4));

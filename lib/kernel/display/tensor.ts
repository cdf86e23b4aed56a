import { z } from "zod";
import type { TensorLike } from "./describe";
import { heatMap, heatMapSchema } from "./heat-map";
import { shownNumber, shownNumberSchema } from "./number";
import { encodePng, toBase64 } from "./png";
import { tensorPictures } from "./tensor-picture";

export const TENSOR_MIME = "application/vnd.quire.tensor+json";

/** A tensor by shape and numbers. */
export const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  size: z.number().int().nonnegative(),
  /** Of all values; absent where the tensor holds text, nothing, or too much to read back. */
  stats: z
    .object({
      min: shownNumberSchema,
      max: shownNumberSchema,
      mean: shownNumberSchema,
      std: shownNumberSchema,
      nans: z.number().int().nonnegative(),
      infinities: z.number().int().nonnegative().optional(),
      /** How many finite values lie in each of equal bins from min to max. */
      histogram: z.array(z.number().int().nonnegative()).optional(),
    })
    .optional(),
  /** The first values, row-major. */
  head: z.array(z.union([shownNumberSchema, z.string(), z.boolean()])),
  /** All values of a small matrix, row-major, of `shape`. */
  matrix: z.array(shownNumberSchema).optional(),
  /** A larger one as the means of blocks; of a tensor with more axes its first matrix. */
  heat: heatMapSchema.optional(),
  /** A picture of a tensor [height, width, 1 | 3 | 4], or the first of a batch side by side: base64 of a PNG. */
  image: z.string().optional(),
});
export type TensorDisplay = z.infer<typeof tensorSchema>;
type Stats = NonNullable<TensorDisplay["stats"]>;

const HEAD = 64;
/** Reading a tensor back from the GPU costs time and memory: beyond so many values only the head is read. */
const MAX_READ = 4_000_000;
const MATRIX_SIDE = 64;
const BINS = 32;

export async function describeTensor(tensor: TensorLike): Promise<TensorDisplay> {
  const { dtype, size } = tensor;
  const shape = [...tensor.shape];
  const base = { dtype, shape, size };
  if (tensor.isDisposed) return { ...base, head: [] };
  const values = size <= MAX_READ ? await tensor.data() : await readHead(tensor);
  const head = Array.from({ length: Math.min(HEAD, values.length) }, (_, index) => shownValue(values[index], dtype));
  if (dtype === "string" || size > MAX_READ || size === 0) return { ...base, head };
  const numbers = values as ArrayLike<number>;
  const stats = statsOf(numbers);
  const pictures = tensorPictures(shape, numbers, Number(stats.min), Number(stats.max));
  const heat = isSmallMatrix(shape) ? undefined : heatMap(shape, numbers);
  return {
    ...base,
    head,
    stats,
    ...(isSmallMatrix(shape) && { matrix: Array.from(numbers, shownNumber) }),
    ...(heat && { heat }),
    ...(pictures && { image: toBase64(await encodePng(pictures)) }),
  };
}

async function readHead(tensor: TensorLike): Promise<ArrayLike<number | string>> {
  const flat = tensor.reshape([-1]);
  const head = flat.slice([0], [Math.min(HEAD, tensor.size)]);
  try {
    return await head.data();
  } finally {
    flat.dispose();
    head.dispose();
  }
}

function shownValue(value: number | string | undefined, dtype: string): TensorDisplay["head"][number] {
  if (typeof value === "string") return value.slice(0, 200);
  return dtype === "bool" ? value === 1 : shownNumber(value ?? 0);
}

function statsOf(values: ArrayLike<number>): Stats {
  let [min, max, sum, squares, nans, infinities] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) {
      nans++;
      continue;
    }
    if (!Number.isFinite(value)) infinities++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  const count = values.length - nans;
  const mean = sum / count;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  const [shownMin, shownMax] = count > 0 ? [min, max] : [NaN, NaN];
  return {
    min: shownNumber(shownMin),
    max: shownNumber(shownMax),
    mean: shownNumber(mean),
    std: shownNumber(Math.sqrt(squares / count)),
    nans,
    ...(infinities > 0 && { infinities }),
    ...(values.length > MATRIX_SIDE && infinities === 0 && count > 0 && { histogram: histogram(values, min, max) }),
  };
}

function histogram(values: ArrayLike<number>, min: number, max: number): number[] {
  const bins = new Array<number>(BINS).fill(0);
  const scale = BINS / (max - min || 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const bin = Math.min(BINS - 1, Math.floor((value - min) * scale));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

function isSmallMatrix(shape: number[]): boolean {
  return shape.length === 2 && shape.every((side) => side > 1 && side <= MATRIX_SIDE);
}

export function tensorText({ dtype, shape, head, size }: TensorDisplay): string {
  const shown = head.slice(0, 12).map((value) => (typeof value === "number" ? Number(value.toPrecision(6)) : value));
  if (shown.length === 0) return `Tensor ${dtype} [${shape.join(", ")}]${size > 0 ? " (disposed)" : ""}`;
  return `Tensor ${dtype} [${shape.join(", ")}]  ${shown.join(", ")}${size > shown.length ? ", …" : ""}`;
}

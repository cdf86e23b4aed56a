import { z } from "zod";
import type { TensorLike } from "./inspect";
import { shownNumber, shownNumberSchema } from "./number";
import { encodePng, toBase64 } from "./png";

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
    })
    .optional(),
  /** The first values, row-major. */
  head: z.array(z.union([shownNumberSchema, z.string(), z.boolean()])),
  /** All values of a small matrix, row-major, for a heat map of `shape`. */
  matrix: z.array(shownNumberSchema).optional(),
  /** A picture of a tensor [height, width, 1 | 3 | 4]: base64 of a PNG. */
  image: z.string().optional(),
});
export type TensorDisplay = z.infer<typeof tensorSchema>;

const HEAD = 64;
/** Reading a tensor back from the GPU costs time and memory: beyond so many values only the head is read. */
const MAX_READ = 4_000_000;
const MATRIX_SIDE = 64;

export async function describeTensor(tensor: TensorLike): Promise<TensorDisplay> {
  const { dtype, size } = tensor;
  const shape = [...tensor.shape];
  const base = { dtype, shape, size };
  if (tensor.isDisposed) return { ...base, head: [] };
  const values = size <= MAX_READ ? await tensor.data() : await readHead(tensor);
  const head = Array.from({ length: Math.min(HEAD, values.length) }, (_, index) => shownValue(values[index], dtype));
  if (dtype === "string" || size > MAX_READ || size === 0) return { ...base, head };
  const numbers = values as ArrayLike<number>;
  const image = await tensorImage(shape, numbers);
  return {
    ...base,
    head,
    stats: statsOf(numbers),
    ...(isSmallMatrix(shape) && { matrix: Array.from(numbers, shownNumber) }),
    ...(image && { image }),
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

function statsOf(values: ArrayLike<number>): TensorDisplay["stats"] {
  let [min, max, sum, squares, nans] = [Infinity, -Infinity, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) {
      nans++;
      continue;
    }
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
  };
}

function isSmallMatrix(shape: number[]): boolean {
  return shape.length === 2 && shape.every((side) => side > 1 && side <= MATRIX_SIDE);
}

async function tensorImage(shape: number[], values: ArrayLike<number>): Promise<string | undefined> {
  const [height = 0, width = 0, channels = 0] = shape;
  const fits =
    shape.length === 3 &&
    [1, 3, 4].includes(channels) &&
    Math.min(height, width) >= 4 &&
    Math.max(height, width) <= 1024;
  if (!fits) return undefined;
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    min = Math.min(min, values[i] as number);
    max = Math.max(max, values[i] as number);
  }
  if (!(min >= 0 && max <= 255)) return undefined;
  const scale = max <= 1 ? 255 : 1;
  const pixels = Uint8Array.from({ length: values.length }, (_, index) =>
    Math.round((values[index] as number) * scale),
  );
  return toBase64(await encodePng({ width, height, data: pixels }));
}

export function tensorText({ dtype, shape, head, size }: TensorDisplay): string {
  const shown = head.slice(0, 12).map((value) => (typeof value === "number" ? Number(value.toPrecision(6)) : value));
  if (shown.length === 0) return `Tensor ${dtype} [${shape.join(", ")}]${size > 0 ? " (disposed)" : ""}`;
  return `Tensor ${dtype} [${shape.join(", ")}]  ${shown.join(", ")}${size > shown.length ? ", …" : ""}`;
}

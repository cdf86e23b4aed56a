import { z } from "zod";

const dtypeSchema = z.enum(["float32", "int32", "bool", "uint8"]);

/** One entry of a TensorFlow.js weights manifest. */
export const weightSpecSchema = z.object({
  name: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  dtype: dtypeSchema.or(z.literal("complex64")).or(z.literal("string")),
  quantization: z
    .object({
      dtype: z.enum(["uint8", "uint16", "float16"]),
      scale: z.number().optional(),
      min: z.number().optional(),
    })
    .optional(),
});
export type WeightSpec = z.infer<typeof weightSpecSchema>;

export interface Weight {
  shape: number[];
  data: Float32Array;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

const bytesPerValue = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

/**
 * Cuts the concatenated weights file into named tensors, all as float32: layers know which of theirs are whole numbers.
 * Throws a RangeError when the bytes do not match the manifest.
 */
export function readWeights(specs: readonly WeightSpec[], bytes: Uint8Array): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const spec of specs) {
    const stored = storedType(spec);
    const length = sizeOf(spec.shape) * bytesPerValue[stored];
    if (offset + length > bytes.length)
      throw new RangeError(
        `The weights end within "${spec.name}": ${bytes.length} bytes, at least ${offset + length} expected.`,
      );
    weights.set(spec.name, {
      shape: spec.shape,
      data: decode(spec, stored, Uint8Array.from(bytes.subarray(offset, offset + length))),
    });
    offset += length;
  }
  if (offset !== bytes.length)
    throw new RangeError(`The weights hold ${bytes.length} bytes where the manifest names ${offset}.`);
  return weights;
}

function storedType(spec: WeightSpec): keyof typeof bytesPerValue {
  if (spec.quantization) return spec.quantization.dtype;
  if (spec.dtype === "complex64" || spec.dtype === "string")
    throw new RangeError(`The weight "${spec.name}" is of type ${spec.dtype}, which is not supported.`);
  return spec.dtype;
}

/** `bytes` is a copy of its own, so any alignment of the source is fine (and `slice` of a Node Buffer would not copy). */
function decode(spec: WeightSpec, stored: keyof typeof bytesPerValue, bytes: Uint8Array): Float32Array {
  const { buffer } = bytes;
  switch (stored) {
    case "float32":
      return new Float32Array(buffer);
    case "int32":
      return Float32Array.from(new Int32Array(buffer));
    case "bool":
      return Float32Array.from(bytes);
    case "float16":
      return Float32Array.from(new Uint16Array(buffer), fromHalf);
    case "uint16":
      return dequantize(spec, new Uint16Array(buffer));
    case "uint8":
      return spec.quantization ? dequantize(spec, bytes) : Float32Array.from(bytes);
  }
}

function dequantize(spec: WeightSpec, values: Uint8Array | Uint16Array): Float32Array {
  const { scale = 1, min = 0 } = spec.quantization ?? {};
  return Float32Array.from(values, (value) => value * scale + min);
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

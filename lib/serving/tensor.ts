import { z } from "zod";

/** Values of a tensor in row-major order; truth values are 0 and 1. */
export const tensorDataSchema = z.union([
  z.custom<Float32Array>((value) => value instanceof Float32Array),
  z.custom<Int32Array>((value) => value instanceof Int32Array),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  z.array(z.string()),
]);
export type TensorData = z.infer<typeof tensorDataSchema>;

/** A tensor between the server and the processes that run models. */
export const tensorSchema = z.object({
  dtype: z.enum(["float32", "int32", "bool", "string"]),
  shape: z.array(z.number().int().nonnegative()),
  data: tensorDataSchema,
});
export type Tensor = z.infer<typeof tensorSchema>;
export type Dtype = Tensor["dtype"];

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

export function emptyData(dtype: Dtype, size: number): TensorData {
  if (dtype === "float32") return new Float32Array(size);
  if (dtype === "int32") return new Int32Array(size);
  if (dtype === "bool") return new Uint8Array(size);
  return Array.from({ length: size }, () => "");
}

function sliceData(data: TensorData, from: number, to: number): TensorData {
  return Array.isArray(data) ? data.slice(from, to) : data.slice(from, to);
}

/** Rows `from` to `to` along the first axis. */
export function sliceRows(tensor: Tensor, from: number, to: number): Tensor {
  const row = sizeOf(tensor.shape.slice(1));
  return {
    ...tensor,
    shape: [to - from, ...tensor.shape.slice(1)],
    data: sliceData(tensor.data, from * row, to * row),
  };
}

/** One after the other along the first axis; all must be alike in type and in the rest of their shape. */
export function joinRows(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (!first) throw new RangeError("Nothing to join.");
  if (tensors.length === 1) return first;
  const rows = tensors.reduce((sum, tensor) => sum + (tensor.shape[0] ?? 0), 0);
  const shape = [rows, ...first.shape.slice(1)];
  if (first.dtype === "string")
    return { ...first, shape, data: tensors.flatMap((tensor) => Array.from(tensor.data, String)) };
  const data = emptyData(first.dtype, sizeOf(shape));
  if (Array.isArray(data)) throw new RangeError("Numbers were expected.");
  let offset = 0;
  for (const tensor of tensors) {
    if (Array.isArray(tensor.data)) throw new RangeError("Strings among numbers.");
    data.set(tensor.data, offset);
    offset += tensor.data.length;
  }
  return { ...first, shape, data };
}

/** Tensors that may share a batch have the same form but for their number of rows. */
export const formOf = (tensors: readonly Tensor[]): string =>
  tensors.map((tensor) => `${tensor.dtype}[${tensor.shape.slice(1).join()}]`).join(";");

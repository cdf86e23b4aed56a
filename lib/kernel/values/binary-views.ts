import type { BinaryType } from "./manifest";

/** The kinds of views of bytes that travel, by name. Those of shared memory, and kinds that this engine has and others lack, do not. */
export const binaryViews: Record<Exclude<BinaryType, "ArrayBuffer">, new (buffer: ArrayBuffer) => ArrayBufferView> = {
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
};

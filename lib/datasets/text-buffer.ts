const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Strings end to end in UTF-8, with where each begins. */
export function encodeText(values: readonly string[]): { bytes: Uint8Array; offsets: Int32Array } {
  const offsets = new Int32Array(values.length + 1);
  let bytes = new Uint8Array(Math.max(64, values.length * 8));
  let length = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? "";
    if (length + value.length * 3 > bytes.length) bytes = grow(bytes, length + value.length * 3);
    length += encoder.encodeInto(value, bytes.subarray(length)).written;
    offsets[i + 1] = length;
  }
  return { bytes: bytes.subarray(0, length), offsets };
}

function grow(bytes: Uint8Array<ArrayBuffer>, atLeast: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(bytes.length * 2, atLeast));
  larger.set(bytes);
  return larger;
}

/** The reverse. Text of ASCII alone, the usual case, is decoded in one go and cut. */
export function decodeText(bytes: Uint8Array, offsets: Int32Array, rows: number): string[] {
  const whole = decoder.decode(bytes);
  const at = (i: number) => offsets[i] ?? 0;
  if (whole.length === bytes.length && !whole.includes("\ufffd"))
    return Array.from({ length: rows }, (_, i) => whole.slice(at(i), at(i + 1)));
  return Array.from({ length: rows }, (_, i) => decoder.decode(bytes.subarray(at(i), at(i + 1))));
}

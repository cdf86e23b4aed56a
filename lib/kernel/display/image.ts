import { channelsOf, encodePng, toBase64, type Pixels } from "./png";

const signatures: [mime: string, bytes: number[]][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
];

/** Bytes of a picture file, by their first bytes. */
export function asImageFile(value: unknown): { mime: string; base64: string } | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const found = signatures.find(([, bytes]) => bytes.every((byte, index) => value[index] === byte));
  return found && { mime: found[0], base64: toBase64(value) };
}

const MAX_SIDE = 4096;

/** ImageData, or anything that has its width, height and bytes with 1, 3 or 4 channels. */
export function asPixels(value: unknown): Pixels | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { width, height, data } = value as Partial<Pixels>;
  const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  if (!bytes || !Number.isInteger(width) || !Number.isInteger(height) || !width || !height) return undefined;
  if (width > MAX_SIDE || height > MAX_SIDE || ![1, 3, 4].includes(channelsOf({ width, height, data })))
    return undefined;
  return { width, height, data };
}

/** Rows of bytes (a Uint8Array each) as a grey picture. */
export function asGreyRows(value: unknown): Pixels | undefined {
  if (!Array.isArray(value) || value.length < 2 || value.length > MAX_SIDE) return undefined;
  const rows = value as unknown[];
  const width = rows[0] instanceof Uint8Array ? rows[0].length : 0;
  if (
    width < 2 ||
    width > MAX_SIDE ||
    !rows.every((row): row is Uint8Array => row instanceof Uint8Array && row.length === width)
  )
    return undefined;
  const data = new Uint8Array(width * rows.length);
  rows.forEach((row, index) => data.set(row, index * width));
  return { width, height: rows.length, data };
}

export async function pngBase64(pixels: Pixels): Promise<string> {
  return toBase64(await encodePng(pixels));
}

import { channelsOf, type Pixels } from "./png";

const signatures: [type: string, at: number, text: string][] = [
  ["image/png", 0, "\x89PNG"],
  ["image/jpeg", 0, "\xff\xd8\xff"],
  ["image/gif", 0, "GIF8"],
  ["image/webp", 8, "WEBP"],
  ["image/avif", 4, "ftypavif"],
  ["audio/wav", 8, "WAVE"],
  ["audio/ogg", 0, "OggS"],
  ["audio/flac", 0, "fLaC"],
  ["audio/mpeg", 0, "ID3"],
  ["video/webm", 0, "\x1a\x45\xdf\xa3"],
  ["video/mp4", 4, "ftyp"],
];

/** What kind of file these bytes are, by their first ones; undefined where they are none that can be shown. */
export function fileType(bytes: Uint8Array): string | undefined {
  return signatures.find(([, at, text]) =>
    Array.from(text).every((character, index) => bytes[at + index] === character.charCodeAt(0)),
  )?.[0];
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

/** Something drawn on without a screen: an OffscreenCanvas, told by what it can do. */
export interface CanvasLike {
  convertToBlob(): Promise<Blob>;
}

export function asCanvas(value: object): CanvasLike | undefined {
  return "convertToBlob" in value && typeof value.convertToBlob === "function" ? (value as CanvasLike) : undefined;
}

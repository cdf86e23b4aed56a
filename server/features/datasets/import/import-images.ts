import sharp from "sharp";
import { PART_BYTES } from "@/lib/datasets/arrow-part";
import type { ColumnData } from "@/lib/datasets/column-data";
import { encodeStores } from "@/lib/datasets/encode-dataset";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import type { ImportContext, SourceFile } from "./import-context";
import { count } from "@/lib/format/number";
import { ImportError } from "./import-error";
import { openPictureZip, readPicture, type ZipPicture } from "./zip-entries";

/** Decoded at once; sharp uses the thread pool. */
const AT_ONCE = 8;
const MAX_PIXELS = 50_000_000;

interface Shape {
  height: number;
  width: number;
  channels: 1 | 3;
}

/** A zip of folders, each named as its class, of PNG and JPEG pictures. The first picture decides the size. */
export async function importImages(context: ImportContext): Promise<DatasetColumn[]> {
  const [file] = context.files;
  if (!file) throw new ImportError("No file was chosen.");
  const { zip, pictures, leftOut } = await openPictureZip(file, context.limits);
  try {
    const [first] = pictures;
    if (!first)
      throw new ImportError(`${file.name} holds no PNG or JPEG pictures. Put them into a folder for each class.`);
    if (leftOut.length > 0)
      context.note(
        `${count(leftOut.length)} files that are no pictures were left out: ${leftOut.slice(0, 3).join(", ")}${leftOut.length > 3 ? ", …" : ""}.`,
      );
    const shape = await shapeOf(await readPicture(zip, first), first);
    const columns = describe(shape, pictures);
    const scaled = await writePictures(context, file, pictures, columns, shape, (picture) => readPicture(zip, picture));
    if (scaled > 0)
      context.note(
        `${count(scaled)} of ${count(pictures.length)} pictures had another size than ${first.path} and were scaled to ${shape.width} × ${shape.height}.`,
      );
    return columns;
  } finally {
    zip.close();
  }
}

function describe({ height, width, channels }: Shape, pictures: readonly ZipPicture[]): DatasetColumn[] {
  const labels = [...new Set(pictures.map(({ label }) => label))].sort((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  return [
    { name: "image", type: "image", shape: [height, width, channels], nullable: false },
    { name: "label", type: "category", categories: labels, nullable: false },
    { name: "file", type: "string", nullable: false },
  ];
}

async function writePictures(
  context: ImportContext,
  file: SourceFile,
  pictures: readonly ZipPicture[],
  columns: readonly DatasetColumn[],
  shape: Shape,
  read: (picture: ZipPicture) => Promise<Buffer>,
): Promise<number> {
  const bytes = shape.height * shape.width * shape.channels;
  const perPart = Math.max(1, Math.floor(PART_BYTES / (bytes + 64)));
  const [image, label, path] = columns;
  const classes = new Map((label?.categories ?? []).map((name, i) => [name, i]));
  let scaled = 0;
  for (let start = 0; start < pictures.length; start += perPart) {
    const batch = pictures.slice(start, start + perPart);
    const pixels = new Uint8Array(batch.length * bytes);
    for (let at = 0; at < batch.length; at += AT_ONCE) {
      context.signal.throwIfAborted();
      await Promise.all(
        batch.slice(at, at + AT_ONCE).map(async (picture, i) => {
          const decoded = await decode(await read(picture), shape, picture);
          if (decoded.scaled) scaled++;
          pixels.set(decoded.pixels, (at + i) * bytes);
        }),
      );
      context.progress(Math.round((2 * file.size * (start + at)) / pictures.length), start + at);
    }
    if (!image || !label || !path) break;
    const stores: ColumnData[] = [
      { kind: "u8", values: pixels, column: image, valid: null },
      {
        kind: "i32",
        values: Int32Array.from(batch, (picture) => classes.get(picture.label) ?? 0),
        column: label,
        valid: null,
      },
      { kind: "text", values: batch.map((picture) => picture.path), column: path, valid: null },
    ];
    for (const part of encodeStores(stores, batch.length)) await context.keep(part);
  }
  return scaled;
}

async function shapeOf(bytes: Buffer, picture: ZipPicture): Promise<Shape> {
  const { width, height, channels, hasAlpha } = await readable(picture, () => open(bytes).autoOrient().metadata());
  const colours = channels - (hasAlpha ? 1 : 0);
  const shape: Shape = { height, width, channels: colours === 1 ? 1 : 3 };
  if (height * width * shape.channels > PART_BYTES)
    throw new ImportError(
      `${picture.path} is ${width} × ${height}, and a picture may have at most ${count(Math.floor(PART_BYTES / shape.channels))} pixels. Scale the pictures down first.`,
    );
  return shape;
}

async function decode(
  bytes: Buffer,
  { width, height, channels }: Shape,
  picture: ZipPicture,
): Promise<{ pixels: Buffer; scaled: boolean }> {
  return readable(picture, async () => {
    const oriented = open(bytes).autoOrient();
    const meta = await oriented.metadata();
    const scaled = meta.width !== width || meta.height !== height;
    const sized = scaled ? oriented.resize(width, height, { fit: "fill" }) : oriented;
    const { data, info } = await sized
      .removeAlpha()
      .toColourspace(channels === 1 ? "b-w" : "srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== channels || data.length !== width * height * channels)
      throw new Error(`decoded to ${info.width} × ${info.height} × ${info.channels}`);
    return { pixels: data, scaled };
  });
}

const open = (bytes: Buffer) => sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error" });

async function readable<T>(picture: ZipPicture, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError(
      `${picture.path} cannot be read as a picture: ${reason}. Replace it or leave it out.`,
      { column: "image" },
      { cause: error },
    );
  }
}

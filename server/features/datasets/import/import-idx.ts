import { encodeStores } from "@/lib/datasets/encode-dataset";
import { PART_BYTES } from "@/lib/datasets/arrow-part";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import { ByteReader } from "./byte-reader";
import type { ImportContext, SourceFile } from "./import-context";
import { count } from "@/lib/format/number";
import { ImportError } from "./import-error";
import { readFileBytes } from "./read-file";

interface IdxFile {
  file: SourceFile;
  /** Sizes: [items] or [items, height, width] or [items, height, width, channels]. */
  shape: number[];
  reader: ByteReader;
}

/** MNIST's format: a file of images, and one of labels where there is one. Pixels go from file to part without a detour by rows. */
export async function importIdx(context: ImportContext): Promise<DatasetColumn[]> {
  const read = context.files.map(() => 0);
  const report = () => context.progress(2 * read.reduce((a, b) => a + b, 0), done);
  let done = 0;
  const opened: IdxFile[] = [];
  try {
    for (const [i, file] of context.files.entries())
      opened.push(await openIdx(file, context, (bytes) => (read[i] = bytes)));
    const images = opened.find(({ shape }) => shape.length > 1);
    const labels = opened.find(({ shape }) => shape.length === 1);
    if (!images)
      throw new ImportError(
        `${opened[0]?.file.name ?? "The file"} holds labels only. Choose the file of images too, e.g. train-images-idx3-ubyte.gz.`,
      );
    if (opened.length === 2 && !labels)
      throw new ImportError("Both files hold images. Choose one file of images and one of labels.");
    const [rows = 0, height = 0, width = 0, channels = 1] = images.shape;
    if (labels && labels.shape[0] !== rows)
      throw new ImportError(
        `${images.file.name} has ${count(rows)} images and ${labels.file.name} has ${count(labels.shape[0] ?? 0)} labels. Choose the two files that belong together.`,
      );
    const classes = labels ? await readExactly(labels, rows) : null;
    const columns = describeColumns([height, width, channels], classes);
    const perPart = Math.max(1, Math.floor(PART_BYTES / (height * width * channels + 4)));
    for (; done < rows; report()) {
      const n = Math.min(perPart, rows - done);
      const pixels = await readExactly(images, n * height * width * channels, done);
      const part = classes ? Int32Array.from(classes.subarray(done, done + n)) : null;
      const stores = columns.map((column) =>
        column.type === "image" || !part
          ? { kind: "u8" as const, values: new Uint8Array(pixels), column, valid: null }
          : { kind: "i32" as const, values: part, column, valid: null },
      );
      for (const encoded of encodeStores(stores, n)) await context.keep(encoded);
      done += n;
    }
    return columns;
  } finally {
    for (const { reader } of opened) await reader.close();
  }
}

function describeColumns(shape: number[], labels: Buffer | null): DatasetColumn[] {
  const image: DatasetColumn = { name: "image", type: "image", shape, nullable: false };
  if (!labels) return [image];
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  return [
    image,
    {
      name: "label",
      type: "category",
      categories: Array.from({ length: classes }, (_, i) => String(i)),
      nullable: false,
    },
  ];
}

async function openIdx(file: SourceFile, context: ImportContext, onBytes: (bytes: number) => void): Promise<IdxFile> {
  const reader = new ByteReader(readFileBytes(file, { ...context, onBytes }));
  const head = await reader.take(4);
  const dimensions = head[3] ?? 0;
  if (head.length < 4 || head[0] !== 0 || head[1] !== 0 || dimensions < 1 || dimensions > 4)
    throw new ImportError(
      `${file.name} is no IDX file: it does not begin as one. Choose e.g. train-images-idx3-ubyte.gz.`,
    );
  if (head[2] !== 8)
    throw new ImportError(
      `${file.name} holds numbers of another kind than bytes (type 0x${(head[2] ?? 0).toString(16)}). Only bytes are read, as in MNIST.`,
    );
  const sizes = await reader.take(dimensions * 4);
  if (sizes.length < dimensions * 4) throw new ImportError(`${file.name} ends within its header. Download it again.`);
  const shape = Array.from({ length: dimensions }, (_, i) => sizes.readUInt32BE(i * 4));
  if (dimensions === 2) shape.splice(1, 0, 1);
  checkShape(file, shape);
  return { file, shape, reader };
}

function checkShape(file: SourceFile, shape: number[]): void {
  const [rows = 0, height = 1, width = 1, channels = 1] = shape;
  if (rows === 0) throw new ImportError(`${file.name} says that it holds nothing. Choose a file that has rows.`);
  if (
    rows > 100_000_000 ||
    shape.slice(1).some((size) => size < 1 || size > 4096) ||
    channels > 4 ||
    height * width * channels > PART_BYTES
  )
    throw new ImportError(
      `${file.name} says that it holds ${shape.map(count).join(" × ")} bytes, which is no dataset of images. The file is damaged: download it again.`,
    );
}

async function readExactly({ file, reader, shape }: IdxFile, bytes: number, row = 0): Promise<Buffer> {
  const data = await reader.take(bytes);
  if (data.length === bytes) return data;
  const per = shape.slice(1).reduce((a, b) => a * b, 1);
  const at = row + Math.floor(data.length / per) + 1;
  throw new ImportError(
    `${file.name} announces ${count(shape[0] ?? 0)} items and ends within item ${count(at)}. The file is cut off: download or export it again.`,
    { row: at },
  );
}

import { finished } from "node:stream/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { describeBytes } from "@/server/blobs/staging";
import type { ImportLimits, SourceFile } from "./import-context";
import { count } from "@/lib/format/number";
import { ImportError } from "./import-error";

export interface ZipPicture {
  entry: Entry;
  path: string;
  /** The folder that the picture lies in: its class. */
  label: string;
}

export interface OpenZip {
  zip: ZipFile;
  pictures: ZipPicture[];
  leftOut: string[];
}

const isPicture = /\.(png|jpe?g)$/i;
const isLitter = /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i;

/** Reads the table of contents and refuses an archive that lies or would unpack to too much, before anything is unpacked. */
export async function openPictureZip(file: SourceFile, limits: ImportLimits): Promise<OpenZip> {
  const zip = await openZip(file);
  try {
    if (zip.entryCount > limits.zipEntries)
      throw new ImportError(
        `${file.name} holds ${count(zip.entryCount)} files; at most ${count(limits.zipEntries)} are accepted. Split it.`,
      );
    const opened: OpenZip = { zip, pictures: [], leftOut: [] };
    let total = 0;
    for await (const entry of entries(file, zip)) {
      if (entry.fileName.endsWith("/") || isLitter.test(entry.fileName)) continue;
      total += checkEntry(entry, limits);
      if (total > limits.unpackedBytes)
        throw new ImportError(
          `${file.name} unpacks to more than ${describeBytes(limits.unpackedBytes)}, the most that is accepted. Split it.`,
        );
      sortEntry(entry, opened);
    }
    // The order of an archive is an accident; the same pictures should give the same version.
    opened.pictures.sort((a, b) => (a.path < b.path ? -1 : 1));
    return opened;
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openZip(file: SourceFile): Promise<ZipFile> {
  try {
    return await openPromise(file.path, { autoClose: false, lazyEntries: true, strictFileNames: true });
  } catch (error) {
    throw new ImportError(
      `${file.name} is a damaged or cut-off zip: ${messageOf(error)}. Pack it again and retry.`,
      {},
      { cause: error },
    );
  }
}

async function* entries(file: SourceFile, zip: ZipFile): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry();
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(
      `${file.name} cannot be used: ${messageOf(error)}. Pack the class folders anew and retry.`,
      {},
      { cause: error },
    );
  }
}

function checkEntry(entry: Entry, limits: ImportLimits): number {
  const { fileName, uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > limits.entryBytes)
    throw new ImportError(
      `${fileName} unpacks to ${describeBytes(uncompressedSize)}; at most ${describeBytes(limits.entryBytes)} are accepted for one file. Make it smaller.`,
    );
  if (uncompressedSize > 1024 * 1024 && uncompressedSize > Math.max(1, compressedSize) * limits.ratio)
    throw new ImportError(
      `${fileName} unpacks to ${count(Math.round(uncompressedSize / Math.max(1, compressedSize)))} times its size, as an archive made to do harm does. Leave it out.`,
    );
  if (entry.isEncrypted()) throw new ImportError(`${fileName} is encrypted. Pack the zip without a password.`);
  return uncompressedSize;
}

function sortEntry(entry: Entry, { pictures, leftOut }: OpenZip): void {
  const path = entry.fileName;
  if (!isPicture.test(path)) {
    leftOut.push(path);
    return;
  }
  const label = path.split("/").at(-2);
  if (label === undefined)
    throw new ImportError(
      `${path} lies in no folder. Put each picture into a folder named as its class, e.g. cats/${path}.`,
    );
  pictures.push({ entry, path, label });
}

/** One picture's bytes. yauzl ends the stream with an error where it is longer or shorter than announced. */
export async function readPicture(zip: ZipFile, { entry, path }: ZipPicture): Promise<Buffer> {
  try {
    const stream = await zip.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    await finished(stream);
    return Buffer.concat(chunks);
  } catch (error) {
    throw new ImportError(
      `${path} cannot be unpacked: ${messageOf(error)}. Pack the zip again and retry.`,
      {},
      { cause: error },
    );
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

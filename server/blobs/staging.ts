import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import { knownError } from "@/server/known-error";
import type { BlobSource, StoredBlob } from "./store";

export interface Staged extends StoredBlob {
  path: string;
}

export type OpenFile = (path: string) => Promise<FileHandle>;

/** Also of what is read at once: the disk is asked less often. */
export const PIECE_BYTES = 2 ** 20;

const createOnly: OpenFile = (path) => open(path, "wx", 0o600);

/** One server owns a data folder, so whatever lies here at start was left by a process that died. */
export async function clearStaging(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}

/** Writes all of `source` to a new file of `folder`, durably, hashing on the way. On failure no file remains. */
export async function stage(
  folder: string,
  source: BlobSource,
  maxBytes = Infinity,
  openFile = createOnly,
): Promise<Staged> {
  const path = join(folder, newId());
  try {
    const handle = await openFile(path);
    try {
      const blob = await writeAll(handle, source instanceof Uint8Array ? [source] : source, maxBytes);
      await handle.sync();
      return { ...blob, path };
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw explainDiskError(error);
  }
}

async function writeAll(
  handle: FileHandle,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
) {
  const hash = createHash("sha256");
  let size = 0;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let written: Promise<void> = Promise.resolve();
  const write = async () => {
    const piece = gathered.length === 1 && gathered[0] ? gathered[0] : Buffer.concat(gathered);
    [gathered, gatheredBytes] = [[], 0];
    await written;
    written = writeChunk(handle, piece);
    // Whoever waits for it hears of a failure; until then nobody does.
    written.catch(() => undefined);
  };
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new QuireError(
        "TOO_LARGE",
        `This is larger than the limit of ${describeBytes(maxBytes)}. Make it smaller or split it.`,
      );
    hash.update(chunk);
    gathered.push(chunk);
    gatheredBytes += chunk.byteLength;
    // A network hands over small pieces: one write for many of them, while the next ones come in.
    if (gatheredBytes >= PIECE_BYTES) await write();
  }
  await write();
  await written;
  return { hash: hash.digest("hex"), size };
}

/** `write` may take less than it was given. */
async function writeChunk(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength;) {
    const { bytesWritten } = await handle.write(chunk, offset, chunk.byteLength - offset);
    offset += bytesWritten;
  }
}

/** A full disk or quota, in words; any other error as it is. */
export const explainDiskError = (error: unknown): unknown => knownError(error) ?? error;

export function describeBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power]}`;
}

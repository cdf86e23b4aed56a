import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { HEAD_BYTES } from "@/lib/datasets/detect-format";
import { describeBytes } from "@/server/blobs/staging";
import type { ImportLimits, SourceFile } from "./import-context";
import { ImportError } from "./import-error";

/** Small files may pack well without being bombs. */
const RATIO_FROM_BYTES = 64 * 1024 * 1024;

export interface ReadOptions {
  limits: ImportLimits;
  signal: AbortSignal;
  /** Bytes read of the file as it lies on the disk. */
  onBytes?: (bytes: number) => void;
}

export async function isGzip(file: SourceFile): Promise<boolean> {
  const handle = await open(file.path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** The file's bytes in order, unpacked where it is a gzip. */
export async function* readFileBytes(file: SourceFile, options: ReadOptions): AsyncGenerator<Buffer> {
  const gzip = await isGzip(file);
  const raw = createReadStream(file.path, { highWaterMark: 256 * 1024, signal: options.signal });
  let read = 0;
  raw.on("data", (chunk) => {
    read += chunk.length;
    options.onBytes?.(read);
  });
  const bytes = gzip ? raw.pipe(createGunzip()) : raw;
  raw.on("error", (error) => bytes.destroy(error));
  let unpacked = 0;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (gzip) checkUnpacked(file, unpacked, read, options.limits);
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? brokenGzip(file, unpacked, error) : error;
  } finally {
    raw.destroy();
    bytes.destroy();
  }
}

/** The beginning, unpacked: enough to tell what the file is. */
export async function readHead(file: SourceFile, options: ReadOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of readFileBytes(file, options)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

function checkUnpacked(file: SourceFile, unpacked: number, read: number, limits: ImportLimits): void {
  if (unpacked > limits.unpackedBytes)
    throw new ImportError(
      `${file.name} unpacks to more than ${describeBytes(limits.unpackedBytes)}, the most that is accepted. Split it.`,
    );
  if (unpacked > RATIO_FROM_BYTES && unpacked > read * limits.ratio)
    throw new ImportError(
      `${file.name} unpacks to more than ${limits.ratio} times its size, as an archive made to do harm does. Upload it unpacked.`,
    );
}

const isZlibError = (error: unknown): boolean =>
  error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");

const brokenGzip = (file: SourceFile, unpacked: number, cause: unknown) =>
  new ImportError(
    `${file.name} is a damaged or cut-off gzip: it ends after ${describeBytes(unpacked)} of data. Pack it again and retry.`,
    {},
    { cause },
  );

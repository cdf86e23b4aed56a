import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, mkdir, open, opendir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { QuireError } from "@/lib/protocol/errors";
import { clearStaging, explainDiskError, type OpenFile, PIECE_BYTES, stage, type Staged } from "./staging";
import type { BlobSource, BlobStore, StoredBlob } from "./store";
import { Turns } from "./turns";

export const hashPattern = /^[0-9a-f]{64}$/;

export const noSuchBlob = (hash: string) => new QuireError("NOT_FOUND", `No blob ${hash.slice(0, 12)}… is kept here.`);

/** Blobs reach the file system only by this: a hash is never a path of the caller's choosing. */
export function checkHash(hash: string): string {
  if (!hashPattern.test(hash))
    throw new QuireError("BAD_REQUEST", "A blob's name is its SHA-256 in 64 hexadecimal digits.");
  return hash;
}

/** Whole bytes against their name: a disk that changed a byte is found here and not in somebody's results. */
export function checkContent(hash: string, bytes: Buffer): Buffer {
  if (createHash("sha256").update(bytes).digest("hex") !== hash)
    throw new QuireError("INTERNAL", `Blob ${hash.slice(0, 12)}… is damaged on the server. Restore it from a backup.`);
  return bytes;
}

/** `ab/cd/<hash>` beneath a folder; `tmp/` holds what is being written. A file's time is that of its last put. */
export class FolderBlobStore implements BlobStore {
  /** A put that finds the blob there, and a removal that finds it old, must not believe it at the same time. */
  readonly #turns = new Turns();

  private constructor(
    private readonly folder: string,
    private readonly openFile?: OpenFile,
  ) {}

  static async open(folder: string, openFile?: OpenFile): Promise<FolderBlobStore> {
    await clearStaging(join(folder, "tmp"));
    return new FolderBlobStore(folder, openFile);
  }

  async put(source: BlobSource, options: { maxBytes?: number } = {}): Promise<StoredBlob> {
    const staged = await stage(join(this.folder, "tmp"), source, options.maxBytes, this.openFile);
    try {
      await this.#turns.take(staged.hash, () => this.#adopt(staged));
    } catch (error) {
      throw explainDiskError(error);
    } finally {
      await rm(staged.path, { force: true });
    }
    return { hash: staged.hash, size: staged.size };
  }

  async get(hash: string): Promise<Readable> {
    const path = this.#path(hash);
    // Opened first, so that a missing blob is an error of this call and not of the stream.
    const handle = await open(path, "r").catch(missingIs(hash));
    return createReadStream(path, { fd: handle, highWaterMark: PIECE_BYTES });
  }

  async read(hash: string): Promise<Buffer> {
    return checkContent(hash, await readFile(this.#path(hash)).catch(missingIs(hash)));
  }

  async has(hash: string): Promise<boolean> {
    return access(this.#path(hash)).then(
      () => true,
      () => false,
    );
  }

  async *list(): AsyncGenerator<{ hash: string; putAt: Date }> {
    for await (const entry of await opendir(this.folder, { recursive: true })) {
      if (!entry.isFile() || !hashPattern.test(entry.name)) continue;
      const found = await stat(this.#path(entry.name)).catch(() => null);
      if (found) yield { hash: entry.name, putAt: found.mtime };
    }
  }

  removePutBefore(hash: string, moment: Date): Promise<boolean> {
    const path = this.#path(hash);
    return this.#turns.take(hash, async () => {
      const found = await stat(path).catch(() => null);
      if (!found || found.mtime >= moment) return false;
      await rm(path);
      return true;
    });
  }

  #path(hash: string): string {
    checkHash(hash);
    return join(this.folder, hash.slice(0, 2), hash.slice(2, 4), hash);
  }

  async #adopt(staged: Staged): Promise<void> {
    const path = this.#path(staged.hash);
    if (await this.has(staged.hash)) return utimes(path, new Date(), new Date());
    await mkdir(dirname(path), { recursive: true });
    await rename(staged.path, path);
    // The rename, and the folders made for it, must survive a power cut as well as the bytes do.
    for (const folder of [dirname(path), dirname(dirname(path)), this.folder]) await syncFolder(folder);
  }
}

function missingIs(hash: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw error.code === "ENOENT" ? noSuchBlob(hash) : error;
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

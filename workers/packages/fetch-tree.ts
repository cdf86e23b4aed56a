import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import pacote from "pacote";
import { extract } from "tar";
import { QuireError } from "@/lib/protocol/errors";
import type { LockedPackage } from "@/lib/packages/lock";
import type { NpmOptions } from "./npm-settings";

/** Of all tarballs of one import together. */
export interface SizeLimits {
  packedBytes: number;
  unpackedBytes: number;
  files: number;
}
export const sizeLimits: SizeLimits = { packedBytes: 64 * 2 ** 20, unpackedBytes: 256 * 2 ** 20, files: 40_000 };

const AT_ONCE = 8;

/** Fetches each package, checks it against its checksum, and unpacks it into its place beneath the folder. */
export async function fetchTree(
  folder: string,
  tree: readonly LockedPackage[],
  options: NpmOptions,
  onFetched: (count: number) => void,
  limits: SizeLimits = { ...sizeLimits },
): Promise<void> {
  const waiting = [...tree];
  let fetched = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await fetchPackage(path.join(folder, next.at), next, options, limits);
      onFetched(++fetched);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function fetchPackage(
  folder: string,
  { name, version, integrity }: LockedPackage,
  options: NpmOptions,
  limits: SizeLimits,
): Promise<void> {
  const spent = (by: keyof SizeLimits, amount: number): void => {
    limits[by] -= amount;
    if (limits[by] < 0) throw tooLarge(name);
  };
  await pacote.tarball.stream(
    `${name}@${version}`,
    (stream) =>
      pipeline(
        stream,
        counted((bytes) => spent("packedBytes", bytes)),
        createGunzip(),
        // What is unpacked is counted while it is: a small file can hold a very large one.
        counted((bytes) => spent("unpackedBytes", bytes)),
        unpackInto(folder, () => spent("files", 1)),
      ),
    { ...options, integrity },
  );
}

const tooLarge = (name: string) =>
  new QuireError(
    "TOO_LARGE",
    `"${name}" is larger than cells can import (${sizeLimits.packedBytes / 2 ** 20} MB packed, ${sizeLimits.unpackedBytes / 2 ** 20} MB unpacked, with all that it depends on).`,
  );

const counted = (count: (bytes: number) => void): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        count(chunk.byteLength);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });

/**
 * Plain files only: no links, no devices, nothing that leads out of the folder (which the library refuses, too). A tarball holds
 * everything in one folder, of any name.
 */
function unpackInto(folder: string, onFile: () => void) {
  return async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    await mkdir(folder, { recursive: true });
    const unpack = extract({
      cwd: folder,
      strip: 1,
      noChmod: true,
      noMtime: true,
      umask: 0o077,
      filter: isFile,
      onReadEntry: onFile,
    });
    const closed = once(unpack, "close");
    closed.catch(() => undefined);
    for await (const chunk of chunks) if (!unpack.write(chunk)) await Promise.race([once(unpack, "drain"), closed]);
    unpack.end();
    await closed;
  };
}

const isFile = (_path: string, entry: object): boolean =>
  "type" in entry && (entry.type === "File" || entry.type === "OldFile" || entry.type === "ContiguousFile");

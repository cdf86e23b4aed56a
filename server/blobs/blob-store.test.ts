import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FolderBlobStore } from "./folder-store";
import { S3BlobStore } from "./s3-store";
import type { BlobStore } from "./store";

const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const absent = sha(Buffer.from("absent"));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from("half"));
  throw new Error("the sender went away");
}

async function drain(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quire-blobs-"));
  return () => rm(folder, { recursive: true });
});

const filesIn = async (root: string) =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

let s3: S3rver;
let endpoint: string;
let s3Folder: string;
beforeAll(async () => {
  s3Folder = await mkdtemp(join(tmpdir(), "quire-s3-"));
  s3 = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory: s3Folder,
    configureBuckets: [{ name: "quire", configs: [] }],
  });
  const { port }: AddressInfo = await s3.run();
  endpoint = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await s3.close();
  await rm(s3Folder, { recursive: true });
});

const drivers: Record<string, () => Promise<BlobStore>> = {
  folder: () => FolderBlobStore.open(folder),
  s3: () =>
    S3BlobStore.open(
      { bucket: "quire", prefix: "q/", endpoint, credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" } },
      join(folder, "staging"),
    ),
};

describe.each(Object.entries(drivers))("the %s store", (_name, openStore) => {
  it("gives back what was put, whole or streamed", async () => {
    const store = await openStore();
    const bytes = randomBytes(300_000);
    const blob = await store.put(inChunks(bytes, 7001));
    expect(blob).toEqual({ hash: sha(bytes), size: bytes.length });
    expect(await store.has(blob.hash)).toBe(true);
    expect(await store.read(blob.hash)).toEqual(bytes);
    expect(await drain(await store.get(blob.hash))).toEqual(bytes);
  });

  it("keeps the same bytes once, even when they come twice at the same time", async () => {
    const store = await openStore();
    const bytes = randomBytes(1000);
    const [a, b] = await Promise.all([store.put(bytes), store.put(inChunks(bytes, 10))]);
    expect(a).toEqual(b);
    expect(await store.read(a.hash)).toEqual(bytes);
  });

  it("keeps an empty blob", async () => {
    const store = await openStore();
    const { hash } = await store.put(new Uint8Array());
    expect(await store.read(hash)).toHaveLength(0);
  });

  it("keeps nothing of a blob above its limit or whose sender breaks off", async () => {
    const store = await openStore();
    const before = await filesIn(folder);
    await expect(store.put(inChunks(Buffer.alloc(2000), 100), { maxBytes: 1999 })).rejects.toMatchObject({
      code: "TOO_LARGE",
    });
    await expect(store.put(breaking())).rejects.toThrow("went away");
    expect(await filesIn(folder)).toEqual(before);
    expect(await store.has(sha(Buffer.alloc(2000)))).toBe(false);
  });

  it("lists every blob, and deletes only one that was not put since", async () => {
    const store = await openStore();
    const [a, b] = [await store.put(Buffer.from("a")), await store.put(randomBytes(9))];
    const listed = [];
    for await (const { hash, putAt } of store.list()) {
      listed.push(hash);
      expect(Math.abs(Date.now() - putAt.getTime())).toBeLessThan(60_000);
    }
    expect(listed).toEqual(expect.arrayContaining([a.hash, b.hash]));
    expect(new Set(listed).size).toBe(listed.length);
    const [past, future] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000));
    expect(await store.removePutBefore(b.hash, past!)).toBe(false);
    expect(await store.read(b.hash)).toHaveLength(9);
    expect(await store.removePutBefore(b.hash, future!)).toBe(true);
    expect(await store.has(b.hash)).toBe(false);
    expect(await store.removePutBefore(b.hash, future!)).toBe(false);
    expect(await store.has(a.hash)).toBe(true);
  });

  it("says that a blob is missing, and refuses a name that is no hash", async () => {
    const store = await openStore();
    await expect(store.read(absent)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(store.get(absent)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(store.read("../../etc/passwd")).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("the folder store", () => {
  it("answers NO_SPACE on a full disk and leaves nothing behind", async () => {
    const store = await FolderBlobStore.open(folder, () => open("/dev/full", "w"));
    await expect(store.put(randomBytes(100_000))).rejects.toMatchObject({ code: "NO_SPACE" });
    expect(await filesIn(folder)).toEqual([]);
  });

  it("clears at start what a killed process left half-written, and only that", async () => {
    const store = await FolderBlobStore.open(folder);
    const { hash } = await store.put(Buffer.from("kept"));
    await mkdir(join(folder, "tmp"), { recursive: true });
    await writeFile(join(folder, "tmp", "half"), "hal");
    await FolderBlobStore.open(folder);
    expect(await filesIn(folder)).toEqual([hash]);
  });

  it("finds a blob that the disk has changed", async () => {
    const store = await FolderBlobStore.open(folder);
    const { hash } = await store.put(Buffer.from("what was measured"));
    const path = join(folder, hash.slice(0, 2), hash.slice(2, 4), hash);
    expect(await readFile(path, "utf8")).toBe("what was measured");
    await writeFile(path, "what was wished for");
    await expect(store.read(hash)).rejects.toThrow("damaged");
  });
});

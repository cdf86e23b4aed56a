import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { checkContent, checkHash, hashPattern, noSuchBlob } from "./folder-store";
import { clearStaging, stage } from "./staging";
import type { BlobSource, BlobStore, StoredBlob } from "./store";
import { Turns } from "./turns";

export interface S3Settings {
  bucket: string;
  /** For a store other than Amazon's; addressed by path. */
  endpoint?: string;
  /** Absent: the SDK finds them (environment, profile, instance role). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Put before each key, e.g. `quire/`. */
  prefix?: string;
}

/** One that is there is sent again when it is older: only that makes its time the time of its last put. */
const FRESH_MS = 60 * 60 * 1000;

/** Blobs as objects of a bucket. Each is staged on disk first: its key is its hash, known only at the end. */
export class S3BlobStore implements BlobStore {
  readonly #turns = new Turns();

  private constructor(
    private readonly client: S3Client,
    private readonly settings: S3Settings,
    private readonly staging: string,
  ) {}

  static async open(settings: S3Settings, staging: string): Promise<S3BlobStore> {
    await clearStaging(staging);
    const client = new S3Client({
      // Other stores seldom have regions, but the signature names one.
      region: process.env.AWS_REGION ?? (settings.endpoint ? "us-east-1" : undefined),
      endpoint: settings.endpoint,
      forcePathStyle: settings.endpoint !== undefined,
      credentials: settings.credentials,
      // The SDK's default trailing checksums corrupt streamed puts on stores that do not know them.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    });
    return new S3BlobStore(client, settings, staging);
  }

  async put(source: BlobSource, options: { maxBytes?: number } = {}): Promise<StoredBlob> {
    const { hash, size, path } = await stage(this.staging, source, options.maxBytes);
    try {
      await this.#turns.take(hash, async () => {
        const putAt = await this.#putAt(hash);
        if (putAt && Date.now() - putAt.getTime() < FRESH_MS) return;
        const object = { ...this.#at(hash), Body: createReadStream(path), ContentLength: size };
        await this.client.send(new PutObjectCommand(object));
      });
    } finally {
      await rm(path, { force: true });
    }
    return { hash, size };
  }

  async get(hash: string): Promise<Readable> {
    const { Body } = await this.client.send(new GetObjectCommand(this.#at(hash))).catch((error: unknown) => {
      throw isMissing(error) ? noSuchBlob(hash) : error;
    });
    if (!(Body instanceof Readable)) throw noSuchBlob(hash);
    return Body;
  }

  async read(hash: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await this.get(hash)) as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return checkContent(hash, Buffer.concat(chunks));
  }

  async has(hash: string): Promise<boolean> {
    return (await this.#putAt(hash)) !== null;
  }

  async *list(): AsyncGenerator<{ hash: string; putAt: Date }> {
    const { bucket, prefix = "" } = this.settings;
    for await (const page of paginateListObjectsV2({ client: this.client }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key = "", LastModified } of page.Contents ?? []) {
        const hash = Key.split("/").at(-1) ?? "";
        // Another program's objects may lie under the same prefix.
        if (LastModified && hashPattern.test(hash) && Key === this.#at(hash).Key) yield { hash, putAt: LastModified };
      }
    }
  }

  removePutBefore(hash: string, moment: Date): Promise<boolean> {
    return this.#turns.take(hash, async () => {
      const putAt = await this.#putAt(hash);
      if (!putAt || putAt >= moment) return false;
      await this.client.send(new DeleteObjectCommand(this.#at(hash)));
      return true;
    });
  }

  async #putAt(hash: string): Promise<Date | null> {
    try {
      const { LastModified } = await this.client.send(new HeadObjectCommand(this.#at(hash)));
      if (!LastModified) throw new Error("the blob store does not say when an object was written");
      return LastModified;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  #at(hash: string): { Bucket: string; Key: string } {
    checkHash(hash);
    return {
      Bucket: this.settings.bucket,
      Key: `${this.settings.prefix ?? ""}${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`,
    };
  }
}

const isMissing = (error: unknown) => error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;

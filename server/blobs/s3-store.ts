import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { checkContent, checkHash, noSuchBlob } from "./folder-store";
import { clearStaging, stage } from "./staging";
import type { BlobSource, BlobStore, StoredBlob } from "./store";

export interface S3Settings {
  bucket: string;
  /** For a store other than Amazon's; addressed by path. */
  endpoint?: string;
  /** Absent: the SDK finds them (environment, profile, instance role). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Put before each key, e.g. `quire/`. */
  prefix?: string;
}

/** Blobs as objects of a bucket. Each is staged on disk first: its key is its hash, known only at the end. */
export class S3BlobStore implements BlobStore {
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
      if (!(await this.has(hash)))
        await this.client.send(
          new PutObjectCommand({ ...this.#at(hash), Body: createReadStream(path), ContentLength: size }),
        );
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
    try {
      await this.client.send(new HeadObjectCommand(this.#at(hash)));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
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

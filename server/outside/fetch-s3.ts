import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Readable } from "node:stream";
import { GetObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { QuireError } from "@/lib/protocol/errors";
import { describeBytes } from "@/server/blobs/staging";
import type { Reach } from "./addresses";
import { fetchLimits, type Incoming } from "./fetch-url";
import { networkError } from "./network-error";

export interface S3Object {
  bucket: string;
  key: string;
  /** Absent: Amazon's own. */
  endpoint?: string;
  region: string;
  /** Absent: as anybody. Never the server's own keys, which are for its blobs. */
  keys?: { accessKeyId: string; secretAccessKey: string };
}

interface FetchOptions {
  reach: Reach;
  signal: AbortSignal;
  maxBytes: number;
}

const bad = (message: string, cause?: unknown) => new QuireError("UNPROCESSABLE", message, { cause });
const asIs = { sign: <T>(request: T) => Promise.resolve(request) };

/** Opens an object of a bucket, over connections to addresses that were checked. */
export async function fetchS3(object: S3Object, { reach, signal, maxBytes }: FetchOptions): Promise<Incoming> {
  const endpoint = new URL(object.endpoint ?? `https://s3.${object.region}.amazonaws.com`);
  reach.checkHost(endpoint);
  const agents = [new HttpAgent({ lookup: reach.lookup }), new HttpsAgent({ lookup: reach.lookup })] as const;
  const client = new S3Client({
    region: object.region,
    endpoint: endpoint.href,
    forcePathStyle: true,
    credentials: object.keys ?? { accessKeyId: "", secretAccessKey: "" },
    ...(!object.keys && { signer: asIs }),
    maxAttempts: 2,
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      httpAgent: agents[0],
      httpsAgent: agents[1],
      connectionTimeout: 10_000,
      socketTimeout: fetchLimits.idleMs,
    },
  });
  const close = () => client.destroy();
  const limited = AbortSignal.any([signal, AbortSignal.timeout(fetchLimits.totalMs)]);
  const where = `s3://${object.bucket}/${object.key}`;
  try {
    const command = new GetObjectCommand({ Bucket: object.bucket, Key: object.key });
    const { Body, ContentLength: total = null } = await client.send(command, { abortSignal: limited });
    if (!(Body instanceof Readable)) throw bad(`${where} has no content.`);
    if (total !== null && total > maxBytes) {
      Body.destroy();
      throw bad(
        `${where} has ${describeBytes(total)}; this server imports at most ${describeBytes(maxBytes)} (QUIRE_MAX_UPLOAD_MB). Split it.`,
      );
    }
    return {
      name: object.key.split("/").at(-1) ?? object.key,
      total,
      body: read(Body, endpoint.host, total, limited, close),
    };
  } catch (error) {
    close();
    throw error instanceof S3ServiceException
      ? inWords(error, where, object)
      : networkError(error, endpoint.host, limited);
  }
}

async function* read(
  body: Readable,
  host: string,
  total: number | null,
  signal: AbortSignal,
  close: () => void,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  const stop = () => body.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw networkError(error, host, signal);
  } finally {
    signal.removeEventListener("abort", stop);
    close();
  }
  if (total !== null && bytes < total)
    throw bad(`The connection to ${host} ended in the middle of the file, after ${describeBytes(bytes)}. Try again.`);
}

function inWords(error: S3ServiceException, where: string, { keys, bucket }: S3Object): QuireError {
  const status = error.$metadata.httpStatusCode;
  if (error.name === "NoSuchBucket")
    return bad(`There is no bucket “${bucket}” there. Check the address and the endpoint.`, error);
  if (status === 404) return bad(`There is no ${where}. Check the address.`, error);
  if (status === 301 || error.name === "AuthorizationHeaderMalformed")
    return bad(`The bucket “${bucket}” lies in another region. Give its region.`, error);
  if (status === 401 || status === 403)
    return bad(
      keys
        ? `The store does not let these keys read ${where}. Check that the two secrets hold the access key's id and the secret key, and that they may read it.`
        : `The store does not let everyone read ${where}. Choose the secrets that hold the access key's id and the secret key.`,
      error,
    );
  return bad(`The store could not give ${where} (${error.name}). Try again later.`, error);
}

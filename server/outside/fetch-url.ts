import { type IncomingMessage, request as requestHttp, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { describeBytes } from "@/server/blobs/staging";
import { QuireError } from "@/lib/protocol/errors";
import type { Reach } from "./addresses";
import { fileNameOf } from "./file-name";
import { networkError } from "./network-error";

/** A file that is on its way. */
export interface Incoming {
  name: string;
  /** Null where its end is not known. */
  total: number | null;
  body: AsyncIterable<Uint8Array>;
}

export interface FetchLimits {
  redirects: number;
  /** Without a byte. */
  idleMs: number;
  totalMs: number;
}

export const fetchLimits: FetchLimits = { redirects: 5, idleMs: 30_000, totalMs: 3_600_000 };

interface FetchOptions {
  reach: Reach;
  signal: AbortSignal;
  maxBytes: number;
  /** Sent as a bearer token, to the host of the address and to no other. */
  token?: string;
  limits?: FetchLimits;
}

const bad = (message: string, cause?: unknown) => new QuireError("UNPROCESSABLE", message, { cause });

/** The address as the person gave it, in the forms that a server can fetch. */
export function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw new QuireError(
    "BAD_REQUEST",
    "Give the whole address of a file, such as https://data.example.org/weather.csv.",
  );
}

/** Opens a file at an address. Each hop of a redirect is checked as the first: what it leads to, and where that really is. */
export async function fetchUrl(address: string, options: FetchOptions): Promise<Incoming> {
  const { limits = fetchLimits, maxBytes } = options;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(limits.totalMs)]);
  const first = parseAddress(address);
  let url = first;
  for (let hops = 0; hops <= limits.redirects; hops++) {
    const response = await ask(url, first, { ...options, signal });
    const next = locationOf(response, url);
    if (!next) return accept(response, url, maxBytes, options.signal);
    response.destroy();
    url = next;
  }
  throw bad(`${first.host} leads from one address to the next without end. Give the address of the file itself.`);
}

function ask(
  url: URL,
  first: URL,
  { reach, signal, token, limits = fetchLimits }: FetchOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    reach.checkHost(url);
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const options: RequestOptions = {
      lookup: reach.lookup,
      // A connection of its own: one that is kept could lead to where a name no longer points.
      agent: false,
      signal,
      headers: {
        "user-agent": "Quire",
        accept: "*/*",
        "accept-encoding": "identity",
        ...(token !== undefined && url.origin === first.origin && { authorization: `Bearer ${token}` }),
      },
    };
    let response: IncomingMessage | undefined;
    const asked = request(url, options, (answer) => resolve((response = answer)));
    const end = (error: Error) => (response ?? asked).destroy(error);
    asked.on("socket", (socket) => {
      socket.setTimeout(limits.idleMs, () =>
        end(bad(`${url.host} has sent nothing for ${limits.idleMs / 1000} s. Try again later.`)),
      );
      socket.once("connect", () => {
        try {
          reach.checkAddress(socket.remoteAddress ?? "", url.host);
        } catch (refused) {
          end(refused instanceof Error ? refused : new Error(String(refused)));
        }
      });
    });
    asked.on("error", (error) => reject(networkError(error, url.host, signal)));
    asked.end();
  });
}

function locationOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return null;
  const next = URL.canParse(headers.location, from) ? new URL(headers.location, from) : null;
  if (!next || !["http:", "https:"].includes(next.protocol))
    throw bad(`${from.host} leads to an address that is none of the web. Give the address of the file itself.`);
  if (from.protocol === "https:" && next.protocol === "http:")
    throw bad(
      `${from.host} leads from HTTPS to plain HTTP at ${next.host}, where others could change the file. Give an address with https:// that stays so.`,
    );
  return next;
}

const reasons: Record<number, string> = {
  401: "asks for a sign-in. Give an address that needs none, or choose a secret to send as a token",
  403: "does not let the server read this file. Give an address that anyone may read, or choose a secret to send as a token",
  404: "has no file at this address. Check the address",
  410: "no longer has this file",
  429: "is asked too often just now. Try again later",
};

function accept(response: IncomingMessage, url: URL, maxBytes: number, signal: AbortSignal): Incoming {
  const { statusCode = 0, headers } = response;
  const refuse = (message: string) => {
    response.destroy();
    throw bad(message);
  };
  if (statusCode !== 200)
    refuse(`${url.host} ${reasons[statusCode] ?? `answers with status ${statusCode}. Try again later`}.`);
  if (headers["content-type"]?.startsWith("text/html"))
    refuse(
      `${url.host} answers with a web page, not with a file. Give the address of the file itself, often behind “Download” or “Raw”.`,
    );
  const total = headers["content-length"] === undefined ? null : Number(headers["content-length"]);
  if (total !== null && total > maxBytes)
    refuse(
      `The file has ${describeBytes(total)}; this server imports at most ${describeBytes(maxBytes)} (QUIRE_MAX_UPLOAD_MB). Split it.`,
    );
  const name = fileNameOf(headers["content-disposition"], url);
  return { name, total, body: read(response, url, total, signal) };
}

/** Until the end that was announced: a connection that breaks off must not pass for a shorter file. */
async function* read(
  response: IncomingMessage,
  url: URL,
  total: number | null,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw networkError(error, url.host, signal);
  } finally {
    response.destroy();
  }
  if (!response.complete || (total !== null && bytes < total))
    throw bad(
      `The connection to ${url.host} ended in the middle of the file, after ${describeBytes(bytes)}. Try again.`,
    );
}

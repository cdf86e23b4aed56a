import type { IncomingMessage } from "node:http";
import { QuireError } from "@/lib/protocol/errors";
import type { Env } from "@/server/env";

type OriginEnv = Pick<Env, "appUrl" | "QUIRE_TRUST_PROXY">;
type OriginRequest = Pick<IncomingMessage, "method" | "headers"> & { socket: { encrypted?: boolean } | object };

const first = (value: string | string[] | undefined) =>
  (Array.isArray(value) ? value[0] : value)?.split(",")[0]?.trim();

function schemeOf(env: OriginEnv, req: OriginRequest): string {
  const forwarded = env.QUIRE_TRUST_PROXY ? first(req.headers["x-forwarded-proto"]) : undefined;
  if (forwarded) return forwarded;
  return "encrypted" in req.socket && req.socket.encrypted ? "https" : "http";
}

/** This server as the request addressed it: by a name, an address, a proxy's domain. Nothing that could add words to a header. */
export function addressedOrigin(env: OriginEnv, req: OriginRequest): string {
  const { host } = req.headers;
  return host !== undefined && /^[\w.:[\]-]+$/.test(host)
    ? `${schemeOf(env, req)}://${host}`
    : new URL(env.appUrl).origin;
}

/** The origin of a page of ours, as this very request was addressed, or as the settings name it. */
function isOurs(env: OriginEnv, req: OriginRequest, origin: string): boolean {
  if (origin === new URL(env.appUrl).origin) return true;
  return req.headers.host !== undefined && origin === `${schemeOf(env, req)}://${req.headers.host}`;
}

const isRead = (req: OriginRequest) =>
  ["GET", "HEAD", "OPTIONS"].includes(req.method ?? "") && req.headers.upgrade === undefined;

/**
 * Refuses what another site's page makes a browser send: changes and sockets whose Origin is not ours. Programs send no
 * Origin and no cookie, and pass; a cookie without an Origin does not.
 */
export function checkOrigin(env: OriginEnv, req: OriginRequest): void {
  if (isRead(req)) return;
  const { origin, cookie } = req.headers;
  if (origin !== undefined ? isOurs(env, req, origin) : cookie === undefined) return;
  throw new QuireError(
    "FORBIDDEN",
    origin === undefined
      ? "A request with a session cookie needs an Origin header. Programs use a personal token in place of the cookie."
      : `Requests from ${origin} are refused. Open Quire at ${env.appUrl}, or set QUIRE_URL to the address that people use.`,
  );
}

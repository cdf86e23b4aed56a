import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isLoopback } from "@/lib/loopback";
import type { Env } from "./env";

/** As the browser addressed this request; the settings' own where it sent nothing that may stand in a policy. */
const hostOf = (env: Env, req: IncomingMessage): string =>
  /^[\w.-]+(:\d+)?$/.test(req.headers.host ?? "") ? (req.headers.host ?? "") : new URL(env.appUrl).host;

/**
 * The policy of the app's own pages. Frames may only be the sandbox's: its site, or, where that cannot be reached, the closed
 * frame under /sandbox/. With the whole of 'self', cell code could lead its frame to the app. Nobody may frame us. Next
 * reads the nonce for its scripts from the request's copy of the header.
 */
export function contentSecurityPolicy(env: Env, host: string, nonce: string): string {
  const dev = env.NODE_ENV === "development";
  const sandbox = env.sandboxUrl ?? "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    // The doctor page asks whether the site for cells answers.
    `connect-src 'self' ws://${host} wss://${host} ${sandbox}`.trimEnd(),
    `frame-src ${host}/sandbox/ ${sandbox}`.trimEnd(),
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** On a name of this machine it would bind every other server there; a self-signed certificate could then not be accepted by hand. */
const mayDemandHttps = ({ appUrl, QUIRE_TLS }: Env): boolean =>
  appUrl.startsWith("https:") && QUIRE_TLS !== "self-signed" && !isLoopback(new URL(appUrl).hostname);

export function setAppHeaders(env: Env, req: IncomingMessage, res: ServerResponse): void {
  const policy = contentSecurityPolicy(env, hostOf(env, req), randomBytes(16).toString("base64"));
  req.headers["content-security-policy"] = policy;
  res.setHeader("content-security-policy", policy);
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("referrer-policy", "same-origin");
  if (mayDemandHttps(env)) res.setHeader("strict-transport-security", "max-age=31536000");
}

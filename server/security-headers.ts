import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Env } from "./env";

/**
 * The policy of the app's own pages. Frames may only be the sandbox's; nobody may frame us. Next reads the nonce for its
 * scripts from the request's copy of the header.
 */
export function contentSecurityPolicy(env: Env, nonce: string): string {
  const dev = env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    // The doctor page asks whether the site for cells answers.
    `connect-src 'self' ${socketOrigin(env)} ${env.sandboxUrl ?? ""}`.trimEnd(),
    `frame-src ${env.sandboxUrl ?? `${env.appUrl}/sandbox/`}`,
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

const socketOrigin = (env: Env) => new URL(env.appUrl).origin.replace(/^http/, "ws");

export function setAppHeaders(env: Env, req: IncomingMessage, res: ServerResponse): void {
  const policy = contentSecurityPolicy(env, randomBytes(16).toString("base64"));
  req.headers["content-security-policy"] = policy;
  res.setHeader("content-security-policy", policy);
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("referrer-policy", "same-origin");
  if (env.appUrl.startsWith("https:")) res.setHeader("strict-transport-security", "max-age=31536000");
}

import type { IncomingHttpHeaders } from "node:http";
import { fromNodeHeaders } from "better-auth/node";
import type { App } from "@/server/app";
import { ATTEMPT_PREFIX } from "@/server/features/jobs/ledger";
import { principalOfAttempt } from "@/server/features/jobs/attempt-principal";
import { principalOfToken } from "@/server/features/people/tokens";
import { workerOfToken } from "@/server/features/workers/worker-tokens";
import type { Principal, WorkerPrincipal } from "./principal";

const bearer = (header: string | null) => /^Bearer\s+(\S+)$/i.exec(header ?? "")?.[1];

/**
 * Who sends a request with these headers. A personal token wins over the cookie, and a bad token is nobody: falling back
 * to the cookie would let a page do with the session what was asked of the token.
 */
export async function principalOf(app: App, nodeHeaders: IncomingHttpHeaders | Headers): Promise<Principal | null> {
  const headers = nodeHeaders instanceof Headers ? nodeHeaders : fromNodeHeaders(nodeHeaders);
  const token = bearer(headers.get("authorization"));
  if (token?.startsWith(ATTEMPT_PREFIX)) return principalOfAttempt(app, token);
  if (token) return principalOfToken(app, token);
  if (!headers.has("cookie")) return null;
  const found = await app.auth.api.getSession({ headers });
  if (!found) return null;
  const { id, name, email } = found.user;
  return { userId: id, name, email, via: "session", scopes: [] };
}

/** The worker that sends a request with these headers; null for everybody else. */
export async function workerOf(app: App, headers: IncomingHttpHeaders): Promise<WorkerPrincipal | null> {
  const token = bearer(headers.authorization ?? null);
  return token === undefined ? null : workerOfToken(app, token);
}

import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import { newId } from "@/lib/ids";
import type { App } from "./app";
import { addressedOrigin } from "./auth/origin";
import { principalOf, workerOf } from "./auth/principal-of";
import type { Context } from "./trpc/init";

export interface RequestInfo {
  requestId: string;
  log: Logger;
  ip: string;
}

/** Names the request and where it comes from; proxy headers count only when configured. */
export function requestInfo(app: App, req: IncomingMessage): RequestInfo {
  const requestId = newId();
  const forwarded = app.env.QUIRE_TRUST_PROXY ? req.headers["x-forwarded-for"] : undefined;
  const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(",")[0]?.trim();
  return { requestId, log: app.log.child({ requestId }), ip: first ?? req.socket.remoteAddress ?? "unknown" };
}

/** The tRPC context of a request or of a socket's opening. */
export async function createContext(app: App, req: IncomingMessage, info = requestInfo(app, req)): Promise<Context> {
  const [principal, worker] = await Promise.all([principalOf(app, req.headers), workerOf(app, req.headers)]);
  return { app, ...info, origin: addressedOrigin(app.env, req), principal, worker };
}

import type { ServerResponse } from "node:http";
import type { Logger } from "pino";
import { errorStatus } from "@/lib/protocol/errors";
import { knownError } from "@/server/known-error";

/** Answers `{"error": message}` with the code's status; what has no reason that a person should read is logged and told only by request id. */
export function sendError(res: ServerResponse, error: unknown, requestId: string, log: Logger): void {
  const known = knownError(error);
  const status = known ? errorStatus[known.code] : 500;
  if (status >= 500) log.error({ err: error, requestId }, "request failed");
  else log.info({ requestId, status, reason: known?.message }, "request refused");
  const message = known?.message ?? `Something failed on the server. It is logged under ${requestId}.`;
  if (res.headersSent) {
    res.destroy();
    return;
  }
  sendJson(res, status, { error: message });
}

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
  });
  res.end(text);
}

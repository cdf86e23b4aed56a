import type { ServerResponse } from "node:http";

/** A page of any site may read the answer. The browser adds no cookie of ours to such a request, and none would count. */
export function allowAnyOrigin(res: ServerResponse): void {
  res.setHeader("access-control-allow-origin", "*");
  res.setHeader("access-control-expose-headers", "retry-after, x-request-id");
}

const PREFLIGHT_SECONDS = "7200";

/** Answers a browser that asks, before its page sends a key, whether it may. */
export function answerPreflight(res: ServerResponse): void {
  allowAnyOrigin(res);
  res.writeHead(204, {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": PREFLIGHT_SECONDS,
  });
  res.end();
}

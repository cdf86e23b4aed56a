import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "better-auth/node";
import { errorStatus, QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { publishMembershipChange } from "@/server/features/people/membership-events";
import { CLIENT_IP_HEADER } from "./auth";
import { checkOrigin } from "./origin";
import { principalOf } from "./principal-of";

const LARGEST_BODY = 16 * 1024;

/** Who may call each of better-auth's endpoints. What is not here answers 404: no sign-up, no social sign-in, no mail. */
export const authRoutes = [
  { method: "POST", path: "/sign-in/email", access: "public", why: "checks email and password; attempts are limited" },
  { method: "POST", path: "/sign-out", access: "public", why: "ends the caller's own session, if there is one" },
  { method: "GET", path: "/get-session", access: "public", why: "tells the caller's own session, or null" },
  { method: "POST", path: "/change-password", access: "session" },
  { method: "POST", path: "/revoke-other-sessions", access: "session" },
] as const;

/** After these, sockets that were opened under an ended session must close. */
const endsSessions = ["/sign-out", "/change-password", "/revoke-other-sessions"];

function refusal(app: App, req: IncomingMessage, path: string): QuireError | null {
  if (!authRoutes.some((route) => route.method === req.method && route.path === path))
    return new QuireError("NOT_FOUND", `There is no ${req.method} /api/auth${path}.`);
  if (req.method === "POST") {
    const length = req.headers["content-length"];
    if (length === undefined) return new QuireError("BAD_REQUEST", "Send the body with a Content-Length.");
    if (Number(length) > LARGEST_BODY)
      return new QuireError("TOO_LARGE", `The body is larger than ${LARGEST_BODY} bytes.`);
  }
  try {
    checkOrigin(app.env, req);
    return null;
  } catch (error) {
    if (error instanceof QuireError) return error;
    throw error;
  }
}

/** Answers `/api/auth/*`. `ip` is the address of the client as the server trusts it. */
export async function handleAuth(app: App, req: IncomingMessage, res: ServerResponse, ip: string): Promise<void> {
  const path = new URL(req.url ?? "/", "http://_").pathname.slice("/api/auth".length);
  const refused = refusal(app, req, path);
  if (refused) {
    res.writeHead(errorStatus[refused.code], { "content-type": "application/json", "cache-control": "no-store" });
    res.end(JSON.stringify({ error: refused.message, message: refused.message, code: refused.code }));
    return;
  }
  req.headers[CLIENT_IP_HEADER] = ip;
  res.setHeader("cache-control", "no-store");
  const leaving = endsSessions.includes(path) ? await principalOf(app, req.headers) : null;
  await toNodeHandler(app.auth)(req, res);
  if (leaving && res.statusCode < 300) publishMembershipChange(app, { type: "sessionsEnded", userId: leaving.userId });
}

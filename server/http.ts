import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import findMyWay from "find-my-way";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "./app";
import { handleAuth } from "./auth/handler";
import { checkOrigin } from "./auth/origin";
import { createContext, requestInfo, type RequestInfo } from "./request-info";
import { authorizeRest } from "./rest/authorize";
import { sendError } from "./rest/errors";
import { restTable } from "./rest/table";
import { handleSandbox, isSandboxRequest } from "./sandbox/site";
import { setAppHeaders } from "./security-headers";
import { appRouter } from "./trpc/root";

const TRPC_PATH = "/trpc/";
const TRPC_MAX_BODY = 8 * 1024 * 1024;

/** Renders pages: Next in production and development, nothing in tests of the server alone. */
export type PageHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** The one door for HTTP: sandbox site, then tRPC, sign-in, REST, and pages for all else. */
export function createRequestListener(app: App, pages: PageHandler): RequestListener {
  const rest = restRouter(app);
  return (req, res) => {
    const info = requestInfo(app, req);
    res.setHeader("x-request-id", info.requestId);
    const started = performance.now();
    res.once("close", () =>
      info.log.debug(
        { method: req.method, status: res.statusCode, ms: Math.round(performance.now() - started) },
        "request",
      ),
    );
    dispatch().catch((error: unknown) => sendError(res, error, info.requestId, info.log));

    async function dispatch(): Promise<void> {
      const path = req.url?.split("?", 1)[0] ?? "/";
      if (isSandboxRequest(app.env, req) && path !== "/healthz") return handleSandbox(app.env, req, res);
      checkOrigin(app.env, req);
      if (path.startsWith(TRPC_PATH)) return handleTrpc(app, req, res, info, path.slice(TRPC_PATH.length));
      if (path.startsWith("/api/auth/")) return handleAuth(app, req, res, info.ip);
      if (await rest(req, res, info)) return;
      setAppHeaders(app.env, req, res);
      return pages(req, res);
    }
  };
}

function handleTrpc(
  app: App,
  req: IncomingMessage,
  res: ServerResponse,
  info: RequestInfo,
  path: string,
): Promise<void> {
  return nodeHTTPRequestHandler({
    router: appRouter,
    req,
    res,
    path,
    maxBodySize: TRPC_MAX_BODY,
    createContext: () => createContext(app, req, info),
    onError: ({ error, path: procedure }) => {
      const level = error.code === "INTERNAL_SERVER_ERROR" ? "error" : "info";
      info.log[level](
        {
          procedure,
          code: error.code,
          err: level === "error" ? (error.cause ?? error) : undefined,
          reason: error.message,
        },
        "call failed",
      );
    },
  });
}

/** Answers true when a route of the table took the request. */
function restRouter(app: App) {
  const router = findMyWay({ ignoreTrailingSlash: false, maxParamLength: 500 });
  for (const route of restTable) router.on(route.method, route.path, () => undefined, route);
  return async (req: IncomingMessage, res: ServerResponse, info: RequestInfo): Promise<boolean> => {
    const found = router.find(req.method as Parameters<typeof router.find>[0], req.url ?? "/");
    const route = restTable.find((candidate) => candidate === found?.store);
    if (!found || !route) return false;
    const principal = (await createContext(app, req, info)).principal;
    const query = new URL(req.url ?? "/", "http://host").searchParams;
    const workspace = await authorizeRest(app, route, found.params, principal);
    await route.handle({
      app,
      req,
      res,
      params: found.params,
      query,
      requestId: info.requestId,
      log: info.log,
      principal,
      workspace,
    });
    return true;
  };
}

/** For servers without pages. */
export const noPages: PageHandler = () =>
  Promise.reject(new QuireError("NOT_FOUND", "There is nothing at this address."));

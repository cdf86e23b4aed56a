import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import findMyWay from "find-my-way";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "./app";
import { handleAuth } from "./auth/handler";
import { checkOrigin } from "./auth/origin";
import { createContext, requestInfo, type RequestInfo } from "./request-info";
import { authorizeRest } from "./rest/authorize";
import { allowAnyOrigin, answerPreflight } from "./rest/cross-origin";
import { sendError } from "./rest/errors";
import type { RestRoute } from "./rest/route";
import { restTable } from "./rest/table";
import { handleSandbox, isSandboxRequest } from "./sandbox/site";
import { setAppHeaders } from "./security-headers";
import { toTrpcError } from "./trpc/init";
import { appRouter } from "./trpc/root";

const TRPC_PATH = "/trpc/";
const TRPC_MAX_BODY = 8 * 1024 * 1024;

/** Renders pages: Next in production and development, nothing in tests of the server alone. */
export type PageHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** The one door for HTTP: sandbox site, then tRPC, sign-in, REST, and pages for all else. */
export function createRequestListener(app: App, pages: PageHandler): RequestListener {
  const find = restFinder();
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
      const found = find(req.method, req.url);
      if (found && isKeyed(found)) {
        allowAnyOrigin(res);
        return handleRest(app, req, res, info, found);
      }
      if (req.method === "OPTIONS" && isKeyed(find(req.headers["access-control-request-method"], req.url)))
        return answerPreflight(res);
      checkOrigin(app.env, req);
      if (path.startsWith(TRPC_PATH)) return handleTrpc(app, req, res, info, path.slice(TRPC_PATH.length));
      if (path.startsWith("/api/auth/")) return handleAuth(app, req, res, info.ip);
      if (found) return handleRest(app, req, res, info, found);
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
    createContext: () =>
      createContext(app, req, info).catch((error: unknown) => {
        throw toTrpcError(error);
      }),
    onError: ({ error, path: procedure }) => {
      const level = error.code === "INTERNAL_SERVER_ERROR" ? "error" : "info";
      info.log[level](
        {
          procedure,
          code: error.code,
          err: level === "error" ? (error.cause ?? error) : undefined,
          // What could not be read as JSON would be quoted.
          reason: error.code === "PARSE_ERROR" ? "The request is no JSON." : error.message,
        },
        "call failed",
      );
    },
  });
}

interface FoundRoute {
  route: RestRoute;
  params: Record<string, string | undefined>;
}

/** Finds the route of the table that a request is for. */
function restFinder(): (method: string | undefined, url: string | undefined) => FoundRoute | null {
  const router = findMyWay({ ignoreTrailingSlash: false, maxParamLength: 500 });
  for (const route of restTable) router.on(route.method, route.path, () => undefined, route);
  return (method, url) => {
    const found = router.find(method as Parameters<typeof router.find>[0], url ?? "/");
    const route = restTable.find((candidate) => candidate === found?.store);
    return found && route ? { route, params: found.params } : null;
  };
}

/** A key is sent by hand, never by a browser on its own: such a route is open to the pages of other sites, and blind to cookies. */
const isKeyed = (found: FoundRoute | null) => found?.route.access.kind === "endpointKey";

async function handleRest(
  app: App,
  req: IncomingMessage,
  res: ServerResponse,
  info: RequestInfo,
  { route, params }: FoundRoute,
): Promise<void> {
  const principal = isKeyed({ route, params }) ? null : (await createContext(app, req, info)).principal;
  const query = new URL(req.url ?? "/", "http://host").searchParams;
  const workspace = await authorizeRest(app, route, params, principal);
  const { requestId, log } = info;
  await route.handle({ app, req, res, params, query, requestId, log, principal, workspace });
}

/** For servers without pages. */
export const noPages: PageHandler = () =>
  Promise.reject(new QuireError("NOT_FOUND", "There is nothing at this address."));

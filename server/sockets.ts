import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import findMyWay from "find-my-way";
import { type WebSocket, WebSocketServer } from "ws";
import type { App } from "./app";
import { checkOrigin } from "./auth/origin";
import { principalOf } from "./auth/principal-of";
import { collabSocket } from "./collab/socket";
import { requestInfo } from "./request-info";
import { authorizeSocket, closeCodeOf, type SocketRoute } from "./socket-route";
import { trpcSocket } from "./trpc/socket";

/** Every socket there is. The rights test walks this list. */
export const socketTable: SocketRoute[] = [trpcSocket, collabSocket];

type Upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Upgrades {
  listener: Upgrade;
  /** Tells every client to come back later, and waits until all are gone. */
  close: () => Promise<void>;
}

const GOING_AWAY = 1001;

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The one door for sockets: origin and rights before the upgrade. `others` takes what is not ours (hot reload). */
export function createUpgradeListener(app: App, others: Upgrade | null): Upgrades {
  const router = findMyWay();
  const servers = new Map(
    socketTable.map((route) => [route, new WebSocketServer({ noServer: true, maxPayload: route.maxPayload })]),
  );
  for (const route of socketTable) router.on("GET", route.path, () => undefined, route);

  async function open(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const found = router.find("GET", req.url ?? "/");
    const route = socketTable.find((candidate) => candidate === found?.store);
    const server = route && servers.get(route);
    if (!found || !route || !server) return others ? others(req, socket, head) : refuse(socket, "404 Not Found");
    checkOrigin(app.env, req);
    const principal = await principalOf(app, req.headers);
    const { log } = requestInfo(app, req);
    const decision = await authorizeSocket(app, route.access, found.params, principal).catch((error: unknown) =>
      closeCodeOf(error),
    );
    server.handleUpgrade(req, socket, head, (ws: WebSocket) => {
      ws.on("error", (error) => log.info({ reason: error.message }, "socket failed"));
      if ("code" in decision) return ws.close(decision.code, decision.reason);
      const query = new URL(req.url ?? "/", "http://host").searchParams;
      route.handle(ws, { app, req, params: found.params, query, log, ...decision });
    });
  }

  return {
    listener: (req, socket, head) => {
      socket.on("error", () => socket.destroy());
      open(req, socket, head).catch((error: unknown) => {
        app.log.info({ reason: error instanceof Error ? error.message : String(error) }, "socket refused");
        refuse(socket, "403 Forbidden");
      });
    },
    close: async () => {
      const clients = [...servers.values()].flatMap((server) => [...server.clients]);
      await Promise.all(clients.map((client) => closed(client)));
    },
  };
}

/** A client that does not answer the closing handshake is cut off. */
function closed(client: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => client.terminate(), 1000);
    client.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    client.close(GOING_AWAY, "server stops");
  });
}

import type { Socket } from "node:net";
import { getWSConnectionHandler, handleKeepAlive } from "@trpc/server/adapters/ws";
import { WebSocketServer } from "ws";
import { addressedOrigin } from "@/server/auth/origin";
import { onMembershipChanged } from "@/server/features/people/membership-events";
import { requestInfo } from "@/server/request-info";
import type { SocketRoute } from "@/server/socket-route";
import { appRouter } from "./root";

/** "Service restart" of RFC 6455's registry: clients connect again at once, and every subscription is checked anew. */
const RECONNECT = 1012;

/** Only its type is asked for: connections are made by sockets.ts. */
const unused = new WebSocketServer({ noServer: true });

/** tRPC sends whatever comes: without this, all that a slow client has not read yet would lie in memory. */
async function drained(socket: Socket): Promise<void> {
  if (!socket.writableNeedDrain || socket.destroyed) return;
  await new Promise<void>((resolve) => {
    const go = () => {
      socket.off("drain", go).off("close", go);
      resolve();
    };
    socket.once("drain", go).once("close", go);
  });
}

/** Subscriptions and appends of one tab. Rights are checked by each procedure, as over HTTP. */
export const trpcSocket: SocketRoute = {
  path: "/sockets/trpc",
  access: { kind: "signedIn" },
  maxPayload: 8 * 1024 * 1024,
  handle: (ws, { app, req, principal }) => {
    const context = {
      app,
      ...requestInfo(app, req),
      origin: addressedOrigin(app.env, req),
      principal,
      // Workers need no socket: they ask by HTTP.
      worker: null,
      drained: () => drained(req.socket),
    };
    getWSConnectionHandler({ wss: unused, router: appRouter, createContext: () => context })(ws, req);
    handleKeepAlive(ws, 20_000, 10_000);
    const off = onMembershipChanged(app, (change) => {
      if (change.userId === principal?.userId) ws.close(RECONNECT, "rights changed");
    });
    ws.once("close", off);
  },
};

import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";
import type { Env } from "./env";
import type { PageHandler } from "./http";

export interface Pages {
  handle: PageHandler;
  /** Development only: hot reload. */
  upgrade: ((req: IncomingMessage, socket: Duplex, head: Buffer) => void) | null;
  close: () => Promise<void>;
}

/**
 * Next, for page shells and assets only. It is given a server that never listens, for it would add an upgrade listener of
 * its own to ours and end every socket it does not know.
 */
export async function openPages(env: Env): Promise<Pages> {
  const dev = env.NODE_ENV === "development";
  const decoy = createServer();
  const app = next({ dev, dir: process.cwd(), httpServer: decoy, hostname: env.HOST, port: env.PORT });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: (req, res) => handle(req, res),
    upgrade: dev ? (req, socket, head) => decoy.emit("upgrade", req, socket, head) : null,
    close: () => app.close(),
  };
}

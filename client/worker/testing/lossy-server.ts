import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";

export interface LossyServer {
  url: string;
  /** The calls whose answers got lost, in order. */
  lost: string[];
  close(): Promise<void>;
}

/** Another address of that server, which loses the first answer to each of those procedures: what was asked is done, and nobody is told. */
export async function lossyServer(target: string, procedures: readonly string[]): Promise<LossyServer> {
  const left = new Set(procedures);
  const lost: string[] = [];
  const { hostname, port } = new URL(target);
  const pass = async (asked: IncomingMessage, answer: ServerResponse) => {
    const { method, url = "/", headers } = asked;
    const passed = request({ hostname, port, method, path: url, headers }).end(await buffer(asked));
    const [reply] = (await once(passed, "response")) as [IncomingMessage];
    const bytes = await buffer(reply);
    const losing = url
      .replace(/^\/trpc\/|\?.*/g, "")
      .split(",")
      .filter((name) => left.delete(name));
    lost.push(...losing);
    if (losing.length > 0) asked.socket.destroy();
    else answer.writeHead(reply.statusCode ?? 500, reply.headers).end(bytes);
  };
  const server = createServer((asked, answer) => void pass(asked, answer).catch(() => asked.socket.destroy()));
  // Sockets lose nothing.
  server.on("upgrade", (asked: IncomingMessage, socket) => {
    const there = connect(Number(port), hostname);
    const lines = Object.entries(asked.headers).map(([name, value]) => `${name}: ${String(value)}`);
    there.write([`${asked.method} ${asked.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
    there.on("error", () => socket.destroy());
    socket.on("error", () => there.destroy());
    there.pipe(socket).pipe(there);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The lossy server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    lost,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

import { once } from "node:events";
import { createServer } from "node:http";
import type { Logger } from "pino";
import { createRequestListener, noPages } from "@/server/http";
import { createUpgradeListener } from "@/server/sockets";
import { createTestApp, type TestApp } from "./test-app";
import { freePort } from "./free-port";

export interface TestServer {
  app: TestApp;
  url: string;
  close: () => Promise<void>;
}

/** The real server on a port, without pages. */
export async function createTestServer(settings: Record<string, string> = {}, log?: Logger): Promise<TestServer> {
  const port = await freePort();
  const app = await createTestApp({ PORT: String(port), ...settings }, log);
  const server = createServer(createRequestListener(app, noPages));
  const upgrades = createUpgradeListener(app, null);
  server.on("upgrade", upgrades.listener);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    app,
    url: `http://localhost:${port}`,
    close: async () => {
      server.close();
      await upgrades.close();
      server.closeAllConnections();
      await app.close();
    },
  };
}

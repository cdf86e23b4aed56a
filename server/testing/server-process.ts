// A whole server without pages, on the database and port that the environment names: for tests that kill it.
import { createServer } from "node:http";
import { closeApp, createApp } from "@/server/create-app";
import { readEnv } from "@/server/env";
import { createRequestListener, noPages } from "@/server/http";
import { createLog } from "@/server/log";
import { createUpgradeListener } from "@/server/sockets";

const env = readEnv(process.env);
if (!env.DATABASE_URL) throw new Error("DATABASE_URL is not set");
const app = await createApp(env, createLog(env), env.DATABASE_URL);
const server = createServer(createRequestListener(app, noPages));
const upgrades = createUpgradeListener(app, null);
server.on("upgrade", upgrades.listener);
server.listen(env.PORT, "127.0.0.1", () => process.stdout.write("ready\n"));

/** As server/main.ts stops. */
async function stop(): Promise<void> {
  server.close();
  await app.rooms.close();
  await upgrades.close();
  await closeApp(app);
}

process.on("SIGTERM", () => void stop().then(() => process.exit(0)));

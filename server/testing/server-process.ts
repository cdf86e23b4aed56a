// A whole server without pages, on the database and port that the environment names: for tests that kill it.
import { createServer } from "node:http";
import { closeApp, createApp } from "@/server/create-app";
import { readEnv } from "@/server/env";
import { startLeaseKeeper } from "@/server/features/jobs/lease-keeper";
import { createRequestListener, noPages } from "@/server/http";
import { createLog } from "@/server/log";
import { recoverFromEarlier } from "@/server/recover";
import { createUpgradeListener } from "@/server/sockets";

/** Tests do not wait for long. */
const LOOK_MS = 250;

const env = readEnv(process.env);
if (!env.DATABASE_URL) throw new Error("DATABASE_URL is not set");
const app = await createApp(env, createLog(env), env.DATABASE_URL);
await recoverFromEarlier(app);
const stopKeeper = startLeaseKeeper(app, LOOK_MS);
const server = createServer(createRequestListener(app, noPages));
const upgrades = createUpgradeListener(app, null);
server.on("upgrade", upgrades.listener);
server.listen(env.PORT, "127.0.0.1", () => process.stdout.write("ready\n"));

/** As server/main.ts stops. */
async function stop(): Promise<void> {
  server.close();
  await stopKeeper();
  await app.rooms.close();
  await upgrades.close();
  server.closeAllConnections();
  await closeApp(app);
}

process.on("SIGTERM", () => void stop().then(() => process.exit(0)));

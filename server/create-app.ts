import type { Logger } from "pino";
import type { App } from "./app";
import { createAuth } from "./auth/auth";
import { createBlobStore } from "./blobs/create-store";
import { Rooms } from "./collab/rooms";
import { openDatabase } from "./db/database";
import type { Env } from "./env";
import { EventBus } from "./events";
import { stopImports } from "./features/datasets/import-jobs";
import { createInferencePool } from "./features/endpoints/inference-pool";
import { flushTraffic } from "./features/endpoints/traffic";
import { PackageBuilds } from "./features/packages/package-builds";
import { WorkerStarter } from "./features/workers/starting/worker-starter";

/** Puts the parts together on a migrated database. */
export async function createApp(env: Env, log: Logger, databaseUrl: string): Promise<App> {
  const db = openDatabase(databaseUrl, log);
  const events = new EventBus();
  const blobs = await createBlobStore(env);
  return {
    env,
    log,
    db,
    blobs,
    events,
    auth: createAuth({ env, db, log }),
    rooms: new Rooms({ db, log }),
    inference: createInferencePool({ log, blobs }),
    packages: new PackageBuilds({ db, blobs, log, dataDir: env.QUIRE_DATA }),
    starter: new WorkerStarter({ db, events, log }),
  };
}

/** Flushes and closes everything that `createApp` opened. */
export async function closeApp(app: App): Promise<void> {
  await app.starter.close();
  await stopImports(app);
  await app.rooms.close();
  await app.inference.close();
  await app.packages.close();
  await flushTraffic(app);
  await app.db.$client.end();
}

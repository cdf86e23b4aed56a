import type { Logger } from "pino";
import type { Auth } from "./auth/auth";
import type { BlobStore } from "./blobs/store";
import type { Rooms } from "./collab/rooms";
import type { Database } from "./db/database";
import type { Env } from "./env";
import type { EventBus } from "./events";
import type { InferencePool } from "./features/endpoints/inference-pool";
import type { PackageBuilds } from "./features/packages/package-builds";
import type { Starter } from "./features/workers/starting/starter";

/** The living parts of the one server process. Services are functions that take it first. */
export interface App {
  env: Env;
  log: Logger;
  db: Database;
  blobs: BlobStore;
  auth: Auth;
  events: EventBus;
  rooms: Rooms;
  inference: InferencePool;
  packages: PackageBuilds;
  starter: Starter;
}

import type { Stored } from "@/lib/protocol/stored";
import type { Keep } from "./live-values";

/**
 * Puts bytes into the workspace's store, where every reader finds them by their hash; undefined where they cannot be named, or are
 * too many. They may still be on their way when the name is known.
 */
export type Store = (bytes: Uint8Array<ArrayBuffer>, contentType: string) => Promise<Stored | undefined>;

/** What the making of an output may use. */
export interface RenderContext {
  /** Holds a value back for questions. */
  keep?: Keep;
  store?: Store;
}

export const STORE_LIMIT = 64 * 1024 * 1024;

import { setTimeout as delay } from "node:timers/promises";
import type { App } from "@/server/app";
import { sharedSessionsOf } from "@/server/features/shared-sessions/shared-sessions";
import { type LedgerApp, loseExpired } from "./ledger";

const LOOK_MS = 5000;

/** Gives up attempts whose leases ran out, and ends shared sessions that nobody uses, again and again until stopped. */
export function startLeaseKeeper(app: LedgerApp & Pick<App, "rooms">, everyMs = LOOK_MS): () => Promise<void> {
  const end = new AbortController();
  const keep = async () => {
    while (!end.signal.aborted) {
      try {
        await loseExpired(app);
        await sharedSessionsOf(app).endIdle(Date.now());
      } catch (error) {
        app.log.error({ err: error }, "leases and shared sessions could not be looked at");
      }
      await delay(everyMs, undefined, { signal: end.signal, ref: false }).catch(() => undefined);
    }
  };
  const kept = keep();
  return () => {
    end.abort();
    return kept;
  };
}

import { setTimeout as delay } from "node:timers/promises";
import { type LedgerApp, loseExpired } from "./ledger";

const LOOK_MS = 5000;

/** Gives up attempts whose leases ran out, again and again until stopped. */
export function startLeaseKeeper(app: LedgerApp, everyMs = LOOK_MS): () => Promise<void> {
  const end = new AbortController();
  const keep = async () => {
    while (!end.signal.aborted) {
      try {
        await loseExpired(app);
      } catch (error) {
        app.log.error({ err: error }, "leases could not be looked at");
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

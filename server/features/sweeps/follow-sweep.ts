import { Pause } from "@/lib/pause";
import type { SweepState } from "@/lib/protocol/sweep";
import type { SweepApp } from "./trials";
import { requireSweep, sweepState } from "./trials";

/** How long a kernel that follows is kept waiting. */
const WAIT_MS = 5_000;

/** The sweep as it is when it has changed since that version, or after a while. */
export async function followSweep(
  app: SweepApp,
  workspaceId: string,
  sweepId: string,
  since: number,
  signal: AbortSignal | undefined,
  waitMs = WAIT_MS,
): Promise<SweepState> {
  const end = new AbortController();
  const pause = new Pause();
  const heard = app.events.subscribe("sweep", sweepId, signal ? AbortSignal.any([signal, end.signal]) : end.signal);
  let changed = false;
  const listen = async () => {
    for await (const _ of heard) {
      changed = true;
      pause.end();
    }
    pause.end();
  };
  try {
    void listen();
    const { version } = await requireSweep(app.db, workspaceId, sweepId);
    if (version <= since && !changed) await pause.for(waitMs);
    return await sweepState(app.db, await requireSweep(app.db, workspaceId, sweepId));
  } finally {
    end.abort();
  }
}

import { Pause } from "@/lib/pause";
import { fireDue, type FiringApp } from "./fire";

/** Minutes are the finest that a schedule knows; a dataset's next version is noticed as soon. */
const LOOK_MS = 5000;

/** Looks for what is due until it is stopped. A failure is logged; the next look tries again. */
export function startScheduler(app: FiringApp): () => Promise<void> {
  const pause = new Pause();
  let stopped = false;
  const run = async () => {
    while (!stopped) {
      await fireDue(app).catch((error: unknown) => app.log.error({ err: error }, "schedules could not be looked at"));
      if (!stopped) await pause.for(LOOK_MS);
    }
  };
  const running = run();
  return () => {
    stopped = true;
    pause.end();
    return running;
  };
}

import type { App } from "@/server/app";
import { captureAll } from "./capture-versions";

const EVERY_MS = 60_000;

/** Looks each minute which notebooks have earned a version. Returns what ends that, once the notebook that it looks at is done. */
export function startHistoryKeeper(app: Pick<App, "db" | "events" | "log">): () => Promise<void> {
  const abort = new AbortController();
  let looking: Promise<void> | null = null;
  const look = () => {
    looking ??= captureAll(app, new Date(), abort.signal)
      .catch((error: unknown) => app.log.error({ err: error }, "versions could not be kept"))
      .finally(() => {
        looking = null;
      });
  };
  const timer = setInterval(look, EVERY_MS).unref();
  look();
  return async () => {
    clearInterval(timer);
    abort.abort();
    await looking;
  };
}

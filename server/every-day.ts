import type { Logger } from "pino";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Does the work now and a day after each end, until stopped. A failure is logged; the next day tries again. */
export function everyDay(
  log: Logger,
  name: string,
  work: (signal: AbortSignal) => Promise<object>,
): () => Promise<void> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let running = Promise.resolve();
  const run = () => {
    running = work(abort.signal)
      .then(
        (counts) => log.info({ job: name, ...counts }, "daily job done"),
        (error: unknown) => {
          if (!abort.signal.aborted) log.error({ job: name, err: error }, "daily job failed");
        },
      )
      .then(() => {
        if (!abort.signal.aborted) timer = setTimeout(run, DAY_MS).unref();
      });
  };
  run();
  return () => {
    abort.abort();
    if (timer) clearTimeout(timer);
    return running;
  };
}

import { setTimeout as delay } from "node:timers/promises";
import { asQuireError } from "@/components/notebook/kernel-host";
import { type ErrorCode, QuireError } from "@/lib/protocol/errors";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

export const codeOf = (error: unknown): ErrorCode | undefined => (error instanceof QuireError ? error.code : undefined);

/** What time mends, where somebody may have to free some space. */
export const mayPass = (error: unknown): boolean => ["UNAVAILABLE", "NO_SPACE"].includes(codeOf(error) ?? "");

/** Asks again, later each time, as long as `again` says so of what went wrong and the signal has not aborted. */
export async function patiently<T>(
  ask: () => Promise<T>,
  again: (error: Error) => boolean,
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; failures++)
    try {
      return await ask();
    } catch (thrown) {
      const error = asQuireError(thrown);
      if (!again(error) || signal.aborted) throw error;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
}

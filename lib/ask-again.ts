import { Pause } from "./pause";

interface Pauses {
  firstMs?: number;
  longestMs?: number;
  /** Nothing is asked again after it, and no pause lasts. */
  signal?: AbortSignal;
}

/** Asks again, after pauses that double, as long as `again` says so of what went wrong; otherwise throws that. `failures`: those so far. */
export async function askAgain<T>(
  ask: () => Promise<T>,
  again: (error: unknown, failures: number) => boolean,
  { firstMs = 100, longestMs = 2000, signal }: Pauses = {},
): Promise<T> {
  const pause = new Pause();
  const end = () => pause.end();
  signal?.addEventListener("abort", end);
  try {
    for (let failures = 1; ; failures++)
      try {
        return await ask();
      } catch (error) {
        if (!again(error, failures) || signal?.aborted) throw error;
        await pause.for(Math.min(longestMs, firstMs * 2 ** (failures - 1)));
      }
  } finally {
    signal?.removeEventListener("abort", end);
  }
}

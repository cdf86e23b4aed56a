/** Upper bounds of the latency histogram's buckets; one more bucket holds what is slower. */
export const LATENCY_BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const;

export const emptyLatency = (): number[] => Array.from({ length: LATENCY_BUCKETS_MS.length + 1 }, () => 0);

export function bucketOf(ms: number): number {
  const index = LATENCY_BUCKETS_MS.findIndex((bound) => ms <= bound);
  return index === -1 ? LATENCY_BUCKETS_MS.length : index;
}

/**
 * The latency that a share `q` of the requests stayed within, in milliseconds, spread evenly within its bucket; null without
 * requests. What lies above the last bound counts as that bound.
 */
export function latencyQuantile(counts: readonly number[], q: number): number | null {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) return null;
  const rank = q * total;
  let below = 0;
  for (const [index, n] of counts.entries()) {
    if (n > 0 && below + n >= rank) {
      const low = LATENCY_BUCKETS_MS[index - 1] ?? 0;
      const high = LATENCY_BUCKETS_MS[index] ?? low;
      return low + ((rank - below) / n) * (high - low);
    }
    below += n;
  }
  return LATENCY_BUCKETS_MS.at(-1) ?? null;
}

import { latencyQuantile } from "@/lib/serving/latency";

const MINUTE_MS = 60_000;

export interface TrafficMinute {
  minute: Date;
  requests: number;
  failures: number;
  latency: number[];
}

export interface TrafficSeries {
  /** Minutes before now: -59 … 0. */
  x: number[];
  requests: number[];
  failures: number[];
  p50: (number | null)[];
  p95: (number | null)[];
  p99: (number | null)[];
}

/** One point a minute: without requests a minute counts nothing, and has no latency. */
export function fillMinutes(rows: readonly TrafficMinute[], minutes: number, now: number): TrafficSeries {
  const byMinute = new Map(rows.map((row) => [Math.floor(row.minute.getTime() / MINUTE_MS), row]));
  const current = Math.floor(now / MINUTE_MS);
  const x = Array.from({ length: minutes }, (_, i) => i - minutes + 1);
  const at = x.map((offset) => byMinute.get(current + offset));
  const quantile = (q: number) => at.map((row) => (row ? latencyQuantile(row.latency, q) : null));
  return {
    x,
    requests: at.map((row) => row?.requests ?? 0),
    failures: at.map((row) => row?.failures ?? 0),
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
  };
}

export function summarize(rows: readonly TrafficMinute[]) {
  const latency = rows.reduce<number[]>((sum, row) => row.latency.map((n, i) => n + (sum[i] ?? 0)), []);
  return {
    requests: rows.reduce((sum, row) => sum + row.requests, 0),
    failures: rows.reduce((sum, row) => sum + row.failures, 0),
    p50: latencyQuantile(latency, 0.5),
    p99: latencyQuantile(latency, 0.99),
  };
}

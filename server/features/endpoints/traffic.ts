import { and, asc, eq, gte, inArray, sql } from "drizzle-orm";
import { bucketOf, emptyLatency } from "@/lib/serving/latency";
import type { App } from "@/server/app";
import { endpointKeys, endpointTraffic } from "@/server/db/schema/models";

const MINUTE_MS = 60_000;
/** Requests are counted in memory and written together. */
const WRITE_EVERY_MS = 1000;

interface Minute {
  endpointId: string;
  minute: Date;
  requests: number;
  failures: number;
  latency: number[];
}

type Parts = Pick<App, "db" | "events" | "log">;

class TrafficRecorder {
  #minutes = new Map<string, Minute>();
  #usedKeys = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly app: Parts) {}

  record(endpointId: string, keyId: string | null, ok: boolean, ms: number): void {
    const start = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    const id = `${endpointId} ${start}`;
    const minute = this.#minutes.get(id) ?? {
      endpointId,
      minute: new Date(start),
      requests: 0,
      failures: 0,
      latency: emptyLatency(),
    };
    this.#minutes.set(id, minute);
    minute.requests++;
    if (!ok) minute.failures++;
    const bucket = bucketOf(ms);
    minute.latency[bucket] = (minute.latency[bucket] ?? 0) + 1;
    if (keyId) this.#usedKeys.add(keyId);
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_EVERY_MS).unref();
  }

  /** Traffic that cannot be written is logged and lost: no answer may fail over it. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const minutes = [...this.#minutes.values()];
    const keys = [...this.#usedKeys];
    this.#minutes = new Map();
    this.#usedKeys = new Set();
    if (minutes.length === 0) return;
    try {
      for (const minute of minutes) await this.#write(minute);
      if (keys.length > 0)
        await this.app.db
          .update(endpointKeys)
          .set({ lastUsedAt: sql`now()` })
          .where(inArray(endpointKeys.id, keys));
    } catch (error) {
      this.app.log.warn({ err: error }, "endpoint traffic was not written");
    }
    for (const endpointId of new Set(minutes.map((minute) => minute.endpointId)))
      this.app.events.publish("endpoint", endpointId, { type: "traffic" });
  }

  /** Adds to what the minute holds already, bucket by bucket. */
  async #write(minute: Minute): Promise<void> {
    const summed = sql`(
      select jsonb_agg(coalesce(old.n::int, 0) + coalesce(new.n::int, 0) order by coalesce(old.i, new.i))
      from jsonb_array_elements_text(${endpointTraffic.latency}) with ordinality as old (n, i)
      full join jsonb_array_elements_text(excluded.latency) with ordinality as new (n, i) on new.i = old.i
    )`;
    await this.app.db
      .insert(endpointTraffic)
      .values(minute)
      .onConflictDoUpdate({
        target: [endpointTraffic.endpointId, endpointTraffic.minute],
        set: {
          requests: sql`${endpointTraffic.requests} + excluded.requests`,
          failures: sql`${endpointTraffic.failures} + excluded.failures`,
          latency: summed,
        },
      });
  }
}

const recorders = new WeakMap<App["events"], TrafficRecorder>();

function recorderOf(app: Parts): TrafficRecorder {
  const known = recorders.get(app.events);
  if (known) return known;
  const made = new TrafficRecorder(app);
  recorders.set(app.events, made);
  return made;
}

/** Counts one request. `keyId` is null where a person tried it out on the page. */
export function recordRequest(
  app: Parts,
  request: { endpointId: string; keyId: string | null; ok: boolean; ms: number },
): void {
  recorderOf(app).record(request.endpointId, request.keyId, request.ok, request.ms);
}

/** Writes what was counted since the last second; before the database closes. */
export const flushTraffic = (app: Parts): Promise<void> => recorderOf(app).flush();

export interface TrafficMinute {
  minute: Date;
  requests: number;
  failures: number;
  /** Counts by bucket of LATENCY_BUCKETS_MS. */
  latency: number[];
}

/** The last minutes in which there were requests, oldest first. */
export function readTraffic(app: Pick<App, "db">, endpointId: string, minutes: number): Promise<TrafficMinute[]> {
  const since = new Date(Date.now() - minutes * MINUTE_MS);
  return app.db
    .select({
      minute: endpointTraffic.minute,
      requests: endpointTraffic.requests,
      failures: endpointTraffic.failures,
      latency: endpointTraffic.latency,
    })
    .from(endpointTraffic)
    .where(and(eq(endpointTraffic.endpointId, endpointId), gte(endpointTraffic.minute, since)))
    .orderBy(asc(endpointTraffic.minute));
}

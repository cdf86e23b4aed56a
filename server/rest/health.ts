import { sql } from "drizzle-orm";
import { queueMetrics } from "@/server/features/jobs/queue-metrics";
import { registry } from "@/server/metrics";
import { sendJson } from "./errors";
import type { RestRoute } from "./route";

/** Liveness and readiness for supervisors, and the process's metrics for Prometheus. */
export const healthRoutes: RestRoute[] = [
  {
    method: "GET",
    path: "/healthz",
    access: { kind: "public", why: "says only that the process lives" },
    handle: ({ res }) => sendJson(res, 200, { status: "alive" }),
  },
  {
    method: "GET",
    path: "/readyz",
    access: { kind: "public", why: "says only whether the database answers" },
    handle: async ({ app, res, log }) => {
      try {
        await app.db.execute(sql`select 1 from drizzle.__drizzle_migrations limit 1`);
        sendJson(res, 200, { status: "ready" });
      } catch (error) {
        log.error({ err: error }, "not ready");
        sendJson(res, 503, { status: "not ready", reason: "The database does not answer, or is not migrated." });
      }
    },
  },
  {
    method: "GET",
    path: "/metrics",
    access: { kind: "signedIn" },
    handle: async ({ app, res, principal }) => {
      const parts = [await registry.metrics(), ...(principal ? [await queueMetrics(app, principal)] : [])];
      res.writeHead(200, { "content-type": registry.contentType });
      res.end(parts.join("\n"));
    },
  },
];

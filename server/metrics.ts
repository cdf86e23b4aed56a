import { collectDefaultMetrics, Registry } from "prom-client";

/** All metrics of the process, served at /metrics. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry, prefix: "quire_" });

import { Counter, Histogram } from "prom-client";
import { LATENCY_BUCKETS_MS } from "@/lib/serving/latency";
import { registry } from "@/server/metrics";

/** MLServer's names, so that its dashboards fit. */
const labelNames = ["model_name", "model_version"] as const;

const success = new Counter({
  name: "model_infer_request_success",
  help: "Predictions that were answered",
  labelNames,
  registers: [registry],
});
const failure = new Counter({
  name: "model_infer_request_failure",
  help: "Predictions that were refused or failed",
  labelNames,
  registers: [registry],
});
const duration = new Histogram({
  name: "model_infer_request_duration_seconds",
  help: "From the whole request to the answer",
  labelNames,
  buckets: LATENCY_BUCKETS_MS.map((ms) => ms / 1000),
  registers: [registry],
});

export function countPrediction(model: string, version: number, ok: boolean, ms: number): void {
  const labels = { model_name: model, model_version: String(version) };
  (ok ? success : failure).inc(labels);
  duration.observe(labels, ms / 1000);
}

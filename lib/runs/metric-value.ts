/** A metric as JSON carries it: NaN and the infinities by name. */
export type WireMetric = number | "NaN" | "Infinity" | "-Infinity";

export function toWireMetric(value: number): WireMetric {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

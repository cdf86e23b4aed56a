/** The value below which the fraction `q` of the samples lies; samples need not be sorted. */
export function quantile(samples: number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

/** Rounded to three significant digits, for printing. */
export const round = (value: number) => Number(value.toPrecision(3));

export const summary = (samples: number[]) => ({
  p50: round(quantile(samples, 0.5)),
  p95: round(quantile(samples, 0.95)),
  n: samples.length,
});

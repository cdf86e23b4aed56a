/** From when to when a trial ran, in milliseconds; `to` is null while it runs. */
export interface Span {
  from: number;
  to: number | null;
}

/** How long at least one trial ran: those that ran at once count once, and the time between them not at all. */
export function timeSpent(spans: readonly Span[], now: number): number {
  let spent = 0;
  let until = -Infinity;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const end = to ?? now;
    spent += Math.max(0, end - Math.max(from, until));
    until = Math.max(until, end);
  }
  return spent;
}

/** Whether no new trial may begin. Without `minutes` there is no end. */
export const isTimeUp = (minutes: number | null, spans: readonly Span[], now: number): boolean =>
  minutes !== null && timeSpent(spans, now) >= minutes * 60_000;

/** Why a sweep has ended before all its trials. */
export const timeUpWords = (minutes: number): string =>
  `time budget of ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;

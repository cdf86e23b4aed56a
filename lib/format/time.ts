const units = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["week", 604_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export const absoluteTime = (moment: Date): string => absolute.format(moment);

/** "3 minutes ago"; under a minute it is "just now". */
export function relativeTime(moment: Date, now: number): string {
  const distance = moment.getTime() - now;
  for (const [unit, size] of units)
    if (Math.abs(distance) >= size) return relative.format(Math.round(distance / size), unit);
  return "just now";
}

/** A duration with about two digits: 340 ms, 1.2 s, 12 s, 3 min 20 s, 1 h 5 min. */
export function duration(ms: number): string {
  if (ms < 1) return "< 1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${Number((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 60)} h`;
}

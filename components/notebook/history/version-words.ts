import type { Timeline, Version } from "@/lib/history/version";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const short = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

export const clockTime = (moment: Date): string => clock.format(moment);

const startOfDay = (moment: Date): number => new Date(moment).setHours(0, 0, 0, 0);

/** "Today", "Yesterday", "Monday, 3 March", "3 March 2025". */
export function dayWords(moment: Date, now: Date): string {
  const days = Math.round((startOfDay(now) - startOfDay(moment)) / 86_400_000);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return (moment.getFullYear() === now.getFullYear() ? day : dayOfYear).format(moment);
}

/** What a version is called where it has to be told from others in one line. */
export const versionLabel = ({ name, at }: Pick<Version, "name" | "at">): string =>
  name ?? `Automatic, ${short.format(at)}`;

/** "Ana", "Ana and Ben", "Ana, Ben and 2 others". */
export function namesInWords(names: readonly string[]): string {
  if (names.length <= 2) return names.join(" and ");
  return names.length === 3
    ? `${names[0]}, ${names[1]} and ${names[2]}`
    : `${names[0]}, ${names[1]} and ${names.length - 2} others`;
}

export interface Day {
  words: string;
  versions: Version[];
}

/** The timeline by days, the newest first. */
export function byDay({ versions }: Pick<Timeline, "versions">, now: Date): Day[] {
  const days: Day[] = [];
  for (const version of versions) {
    const words = dayWords(version.at, now);
    const last = days.at(-1);
    if (last?.words === words) last.versions.push(version);
    else days.push({ words, versions: [version] });
  }
  return days;
}

/** The two states in the order of time, however the address names them. `versions` has the newest first. */
export function inOrder<T extends { from: string; to: string | null }>(compared: T, versions: readonly Version[]): T {
  const place = (id: string | null) => (id === null ? -1 : versions.findIndex((version) => version.id === id));
  const { from, to } = compared;
  return to !== null && place(from) < place(to) ? { ...compared, from: to, to: from } : compared;
}

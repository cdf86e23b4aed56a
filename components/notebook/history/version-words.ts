import type { Rename, Timeline, Version } from "@/lib/history/version";

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

export type Moment = { version: Version } | { rename: Rename };

export interface Day {
  words: string;
  moments: Moment[];
}

const timeOf = (moment: Moment): Date => ("version" in moment ? moment.version.at : moment.rename.at);

/** The timeline by days, the newest first. */
export function byDay({ versions, renames }: Pick<Timeline, "versions" | "renames">, now: Date): Day[] {
  const moments: Moment[] = [...renames.map((rename) => ({ rename })), ...versions.map((version) => ({ version }))];
  const days: Day[] = [];
  for (const moment of moments.sort((a, b) => timeOf(b).getTime() - timeOf(a).getTime())) {
    const words = dayWords(timeOf(moment), now);
    const last = days.at(-1);
    if (last?.words === words) last.moments.push(moment);
    else days.push({ words, moments: [moment] });
  }
  return days;
}

export interface TitleChange {
  before: string;
  after: string;
}

/** What the notebook was called in the one state and in the other; null where that is the same. */
export function titleChange(
  { from, to }: { from: string; to: string | null },
  { versions, title }: Pick<Timeline, "versions" | "title">,
): TitleChange | null {
  const titleOf = (id: string) => versions.find((version) => version.id === id)?.title;
  const [before, after] = [titleOf(from), to === null ? title : titleOf(to)];
  return before === undefined || after === undefined || before === after ? null : { before, after };
}

/** The two states in the order of time, however the address names them. `versions` has the newest first. */
export function inOrder<T extends { from: string; to: string | null }>(compared: T, versions: readonly Version[]): T {
  const place = (id: string | null) => (id === null ? -1 : versions.findIndex((version) => version.id === id));
  const { from, to } = compared;
  return to !== null && place(from) < place(to) ? { ...compared, from: to, to: from } : compared;
}

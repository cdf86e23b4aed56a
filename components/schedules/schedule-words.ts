import type { RouterOutputs } from "@/components/trpc/types";
import { nextTime } from "@/lib/schedules/next-time";

export type Schedule = RouterOutputs["schedules"]["list"][number];
export type Firing = Schedule["firings"][number];
export type Trigger = Schedule["trigger"];

/** Patterns that people ask for most, in words. */
export const presets = [
  { value: "0 * * * *", label: "Every hour" },
  { value: "0 7 * * *", label: "Every day at 7:00" },
  { value: "0 7 * * 1-5", label: "On workdays at 7:00" },
  { value: "0 7 * * 1", label: "On Mondays at 7:00" },
  { value: "0 7 1 * *", label: "On the first of the month at 7:00" },
] as const;

export function triggerWords(trigger: Trigger): string {
  if (trigger.type === "dataset") return `When ${trigger.name} has a new version`;
  return presets.find(({ value }) => value === trigger.cron)?.label ?? trigger.cron;
}

const statusWords: Record<NonNullable<Firing["status"]>, string> = {
  refused: "Did not run",
  skipped: "Left out",
  queued: "Waiting",
  running: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
  dead: "Given up",
};

export const firingWords = ({ status }: Firing): string => (status === null ? "Run" : statusWords[status]);

/** What it fired for, where that says more than when. */
export function dueWords({ due }: Pick<Firing, "due">): string {
  if (due.startsWith("by hand ")) return "by hand";
  return Number.isNaN(Date.parse(due)) ? due : "";
}

/** A moment as its schedule's clock shows it. */
export const timeThere = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).format(moment);

/** The next times of a pattern, as that clock shows them; null where it is none, or the zone is none. */
export function nextTimes(pattern: string, timeZone: string, after: Date, count = 3): string[] | null {
  const found: string[] = [];
  for (let at: Date | null = after; found.length < count;) {
    at = nextTime(pattern, timeZone, at);
    if (!at) break;
    found.push(timeThere(at, timeZone));
  }
  return found.length > 0 ? found : null;
}

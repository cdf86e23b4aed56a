import type { RouterOutputs } from "@/components/trpc/types";

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

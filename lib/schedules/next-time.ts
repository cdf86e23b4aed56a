import { Cron } from "croner";

/**
 * The first moment after `after` at which the pattern is due in that time zone; null where the pattern cannot be read or never comes.
 * Five fields, minutes the finest. Where clocks go forward, a time that the day does not have comes as much later; where they
 * go back, a time of day that comes twice is due once, the first time.
 */
export function nextTime(pattern: string, timeZone: string, after: Date): Date | null {
  try {
    return new Cron(pattern, { timezone: timeZone, mode: "5-part", paused: true }).nextRun(after);
  } catch {
    return null;
  }
}

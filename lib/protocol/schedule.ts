import { z } from "zod";
import { nextTime } from "@/lib/schedules/next-time";

const timeZoneSchema = z
  .string()
  .max(100)
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat("en", { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, "This is no time zone. Take one such as Europe/Vienna or UTC.");

/** When a notebook runs by itself: at times, or when a dataset has another version. */
export const scheduleTriggerSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("dataset"),
    name: z.string().min(1).max(200),
  }),
  z
    .object({
      type: z.literal("cron"),
      /** Minute, hour, day of the month, month, day of the week. */
      cron: z.string().trim().min(1).max(200),
      timeZone: timeZoneSchema,
    })
    .refine(({ cron, timeZone }) => nextTime(cron, timeZone, new Date()) !== null, {
      message:
        "This is no time that comes. Write minute, hour, day of the month, month and day of the week, as 30 7 * * 1-5 for half past seven on workdays.",
      path: ["cron"],
    }),
]);
export type ScheduleTrigger = z.infer<typeof scheduleTriggerSchema>;

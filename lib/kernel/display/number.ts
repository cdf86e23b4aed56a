import { z } from "zod";

/** A number as JSON can carry it: what is not finite goes by its name. */
export const shownNumberSchema = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);
export type ShownNumber = z.infer<typeof shownNumberSchema>;

export function shownNumber(value: number): ShownNumber {
  return Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity");
}

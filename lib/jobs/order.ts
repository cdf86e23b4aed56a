import { z } from "zod";
import { backendSchema } from "@/lib/protocol/device";
import { type JobLimits, jobLimitsSchema, type JobNeeds, jobNeedsSchema } from "@/lib/protocol/job";

/** What a person asks of a worker, as it stands in fields. */
export interface OrderTexts {
  /** Empty: any. */
  backend: string;
  memoryGb: string;
  /** Separated by commas. */
  labels: string;
  minutes: string;
}

export const anyWorker: OrderTexts = { backend: "", memoryGb: "", labels: "", minutes: "60" };

export interface JobOrder {
  needs: JobNeeds;
  limits: JobLimits;
}

const numberOr = <T extends z.ZodType<number, number>>(number: T) =>
  z
    .string()
    .trim()
    .regex(/^\d+([.,]\d+)?$/)
    .transform((text) => Number(text.replace(",", ".")))
    .pipe(number);

const fields = {
  backend: z.union([z.literal("").transform(() => undefined), backendSchema]),
  memoryGb: z.union([
    z
      .string()
      .regex(/^\s*$/)
      .transform(() => undefined),
    numberOr(jobNeedsSchema.shape.memoryGb.unwrap()),
  ]),
  labels: z
    .string()
    .transform((text) => text.split(",").flatMap((label) => label.trim() || []))
    .pipe(jobNeedsSchema.shape.labels.unwrap()),
  minutes: numberOr(jobLimitsSchema.shape.minutes.unwrap()),
};

const wrong: Record<keyof OrderTexts, string> = {
  backend: "There is no such backend.",
  memoryGb: "Give a number of GB above 0, or leave it empty.",
  labels: "At most 20 labels, of 50 characters each.",
  minutes: "Give a number of minutes above 0, up to 7 days.",
};

/** The order that the fields make, or what is wrong, by field. */
export function readOrder(
  texts: OrderTexts,
): { ok: true; order: JobOrder } | { ok: false; errors: Partial<Record<keyof OrderTexts, string>> } {
  const [backend, memoryGb] = [fields.backend.safeParse(texts.backend), fields.memoryGb.safeParse(texts.memoryGb)];
  const [labels, minutes] = [fields.labels.safeParse(texts.labels), fields.minutes.safeParse(texts.minutes)];
  if (backend.success && memoryGb.success && labels.success && minutes.success) {
    const needs = { backend: backend.data, memoryGb: memoryGb.data, labels: labels.data };
    return { ok: true, order: { needs, limits: { minutes: minutes.data } } };
  }
  const failed = Object.entries({ backend, memoryGb, labels, minutes }).filter(([, { success }]) => !success);
  return { ok: false, errors: Object.fromEntries(failed.map(([field]) => [field, wrong[field as keyof OrderTexts]])) };
}

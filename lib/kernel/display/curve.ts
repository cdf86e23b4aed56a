import { z } from "zod";

export const CURVE_MIME = "application/vnd.quire.curve+json";

/** At most so many points a series travel to the page. */
export const CURVE_POINTS = 400;

/** The live curve of a training: one series a metric, `[step, value]`, null where the value is no finite number. */
export const curveSchema = z.object({
  run: z.object({ id: z.string(), name: z.string(), number: z.number().int() }),
  series: z.array(z.object({ key: z.string(), points: z.array(z.tuple([z.number(), z.number().nullable()])) })),
  /** Steps that are known to come, for a steady axis: epochs of the training. */
  epochs: z.number().optional(),
  running: z.boolean(),
});
export type Curve = z.infer<typeof curveSchema>;

import { z } from "zod";

export const RUN_MIME = "application/vnd.quire.run+json";

/** A run, shown by its name with a link. */
export const runDisplaySchema = z.object({
  runId: z.string(),
  name: z.string(),
  number: z.number().int(),
  seed: z.number(),
});
export type RunDisplay = z.infer<typeof runDisplaySchema>;

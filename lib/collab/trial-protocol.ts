import { z } from "zod";

/** What a process is given to try: a document's state, and an update that may be hostile. */
export const trialInputSchema = z.object({ state: z.instanceof(Uint8Array), update: z.instanceof(Uint8Array) });

/** What it tells: the state is there and the clock may run; then how it went. */
export const trialNewsSchema = z.enum(["loaded", "applied", "failed"]);
export type TrialNews = z.infer<typeof trialNewsSchema>;

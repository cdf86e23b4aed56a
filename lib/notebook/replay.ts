import type * as Y from "yjs";
import { z } from "zod";
import { backendSchema } from "@/lib/protocol/device";

/**
 * How a notebook must be run so that it gives again what a recorded run gave. A fork carries it; in other notebooks it
 * is empty.
 */
export const replaySchema = z.object({
  /** The kernel's seed. */
  seed: z.number().int().nonnegative().optional(),
  backend: backendSchema.optional(),
  /** Dataset versions by name: `datasets.load` without a version gives these. */
  datasets: z.record(z.string(), z.number().int().positive()).default({}),
});
export type Replay = z.infer<typeof replaySchema>;

const KEY = "replay";

/** What lies in the document came from other people: what is not a replay reads as none. */
export function readReplay(doc: Y.Doc): Replay {
  const parsed = replaySchema.safeParse(doc.getMap("meta").get(KEY));
  return parsed.success ? parsed.data : { datasets: {} };
}

export function writeReplay(doc: Y.Doc, replay: Replay): void {
  doc.getMap("meta").set(KEY, replay);
}

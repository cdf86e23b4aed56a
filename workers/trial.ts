import * as Y from "yjs";
import { trialInputSchema, type TrialNews } from "@/lib/collab/trial-protocol";
import { endWithParent } from "./end-with-parent";

/** Applies an update of a stranger to a copy of a document, where it harms nobody. Whoever started this process may kill it. */
function attempt(message: unknown): void {
  const { state, update } = trialInputSchema.parse(message);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  // Said before the attempt begins: it may never end.
  tell("loaded", () => {
    try {
      Y.applyUpdate(doc, update);
      tell("applied");
    } catch {
      tell("failed");
    }
  });
}

function tell(news: TrialNews, then: () => void = () => undefined): void {
  process.send?.(news, undefined, undefined, then);
}

// The attempt keeps this thread busy, perhaps for hours.
endWithParent();
process.once("message", attempt);

import { plainOf } from "@/lib/protocol/output";
import type { PlacedChunk } from "@/lib/protocol/execution";
import type { MarkState } from "./state-mark";

const told: Partial<Record<MarkState, string>> = {
  running: "is running",
  fresh: "is done",
  failed: "failed",
  cancelled: "was stopped",
  continued: "is done, continued from earlier state",
};

/** Longer results are read in the page, not aloud. */
const LONGEST = 200;

interface Spoken {
  /** From 1, in the notebook's order. */
  place: number;
  state: MarkState;
  /** The message of its error. */
  error?: string;
  chunks: readonly PlacedChunk[];
}

/** What a screen reader says of a cell whose state has changed, with its result; undefined where it is not worth a word. */
export function spoken({ place, state, error, chunks }: Spoken): string | undefined {
  const words = told[state];
  if (words === undefined) return undefined;
  const more = state === "failed" ? error : state === "running" ? undefined : resultOf(chunks);
  return `Cell ${place} ${words}${more ? `: ${more}` : ""}`;
}

/** The value of the cell's last expression in plain words, or else the last thing it showed. */
function resultOf(chunks: readonly PlacedChunk[]): string | undefined {
  const shown = chunks.flatMap(({ chunk }) => (chunk?.kind === "result" || chunk?.kind === "display" ? [chunk] : []));
  const result = shown.findLast(({ kind }) => kind === "result") ?? shown.at(-1);
  const text = result && plainOf(result.bundle).trim();
  if (!text || text.startsWith("<")) return undefined;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}, and more` : text;
}

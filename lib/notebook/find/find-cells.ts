import { findSpans, MAX_FOUND, patternOf } from "./find";
import type { FindReply, FindRequest } from "./messages";

/** Looks through cells in their order. A pattern can take for ever over one of them: run it where it can be ended. */
export function findInCells({ id, query, cells, replacement }: FindRequest): FindReply {
  const pattern = patternOf(query);
  let left = MAX_FOUND;
  const found: FindReply["found"] = [];
  for (const cell of cells) {
    if (left <= 0) break;
    const spans = findSpans(pattern, cell.text, left, replacement);
    left -= spans.length;
    if (spans.length > 0) found.push({ cellId: cell.id, spans });
  }
  return { id, found, more: left <= 0 };
}

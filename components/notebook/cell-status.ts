import type { Execution } from "@/lib/protocol/execution";
import type { Freshness } from "@/lib/graph/freshness";
import type { MarkState } from "./state-mark";

/** What the mark in the gutter shows, and why. */
export interface CellStatus {
  state: MarkState;
  /** Why a result is stale or a cell waits, in words. */
  reason: string | null;
  /** Someone else's kernel runs it. */
  elsewhere: boolean;
  /** It is pinned or disabled, or needs a disabled cell: no sweep runs it. */
  held: boolean;
}

/** What this person's own kernel knows of the cell. */
export interface LocalState {
  running: boolean;
  queued: boolean;
  /** Its place among those that wait: 1 is next. */
  place: number;
  freshness: Freshness;
  /** Why it is stale or continued. */
  reason: string | null;
  held: boolean;
}

const of = (state: MarkState, reason: string | null = null, elsewhere = false): CellStatus => ({
  state,
  reason,
  elsewhere,
  held: false,
});

/**
 * The state of a cell, from what one's own kernel knows and the newest execution that anybody's kernel has recorded. The first
 * line that holds counts; docs/adr/0100 has the same as a table. `changed`: the text is not the one that the shown result came from.
 */
export function cellStatus(
  local: LocalState | undefined,
  execution: Execution | undefined,
  mine: boolean,
  changed: boolean,
): CellStatus {
  const status = judge(local, execution, mine, changed);
  if (!local?.held) return status;
  // What is skipped is not as a fresh kernel would have it, though nothing has changed.
  const skipped = status.state === "fresh" && local.freshness === "new";
  return { ...status, ...(skipped && { state: "stale", reason: local.reason }), held: true };
}

function judge(
  local: LocalState | undefined,
  execution: Execution | undefined,
  mine: boolean,
  changed: boolean,
): CellStatus {
  if (local?.running) return of("running");
  if (local?.queued) return of("queued", local.place > 1 ? `${local.place - 1} before it` : "next");
  if (execution && !mine && execution.status === "running")
    return of("running", `${execution.user.name} runs it`, true);
  if (execution && !mine && execution.status === "queued")
    return of("queued", `Queued by ${execution.user.name}`, true);
  if (local?.freshness === "stale") return of("stale", local.reason ?? "something it needs has changed");
  if (local?.freshness === "continued") return of("continued", local.reason);
  if (!execution) return of(local && local.freshness !== "new" ? local.freshness : "idle");
  if (execution.status === "running" || execution.status === "queued") return of(execution.status);
  if (changed) return of("stale", "its code has changed since it ran");
  if (execution.status === "succeeded") return of("fresh");
  if (execution.status === "lost") return of("cancelled", "the connection to its kernel was lost");
  return of(execution.status);
}

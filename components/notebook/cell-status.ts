import type { Execution } from "@/lib/protocol/execution";
import type { MarkState } from "./state-mark";

/** What the mark in the gutter shows, and why. */
export interface CellStatus {
  state: MarkState;
  /** Why a result is stale or a cell waits, in words. */
  reason: string | null;
  /** Someone else's kernel runs it. */
  elsewhere: boolean;
}

/** What this person's own kernel knows of the cell. */
export interface LocalState {
  running: boolean;
  queued: boolean;
  freshness: "new" | "fresh" | "stale" | "failed";
  reason: string | null;
}

const of = (state: MarkState, reason: string | null = null, elsewhere = false): CellStatus => ({
  state,
  reason,
  elsewhere,
});

/**
 * One's own kernel is believed first, then what the server has of everybody's. `changed`: the text is not the one that the shown
 * result came from.
 */
export function cellStatus(
  local: LocalState | undefined,
  execution: Execution | undefined,
  mine: boolean,
  changed: boolean,
): CellStatus {
  if (local?.running) return of("running");
  if (local?.queued) return of("queued", "Waits for the cells before it");
  if (execution && !mine && execution.status === "running")
    return of("running", `${execution.user.name} runs it`, true);
  if (execution && !mine && execution.status === "queued")
    return of("queued", `Queued by ${execution.user.name}`, true);
  if (local?.freshness === "stale") return of("stale", local.reason ?? "Something it needs has changed");
  if (!execution) return of("idle");
  if (execution.status === "running" || execution.status === "queued") return of(execution.status);
  if (changed) return of("stale", "The code has changed since it ran");
  if (execution.status === "succeeded") return of("fresh");
  return of(execution.status);
}

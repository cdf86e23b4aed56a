"use client";
import clsx from "clsx";
import type { MouseEvent } from "react";
import { useSession } from "./session-context";
import { type MarkState, stateWords } from "./state-mark";
import { useStore } from "./use-store";

const colors: Record<MarkState, string> = {
  idle: "bg-line",
  fresh: "bg-line-strong",
  stale: "bg-amber",
  continued: "bg-amber/60",
  running: "bg-accent",
  queued: "bg-transparent ring-1 ring-inset ring-faint",
  failed: "bg-danger",
  cancelled: "bg-faint",
};

/** Below so many cells the page itself shows what there is to see. */
const LEAST = 6;

/**
 * The whole notebook at the edge: a stripe for each cell, by its state. A press goes there. Keys go from one failed or stale cell to the
 * next instead, and the states are said at the cells, so it is for the eye alone.
 */
export function StateMap() {
  const session = useSession();
  const on = useStore(session.ui, (state) => state.stateMap);
  const cells = useStore(session.cells, (list) => list);
  const states = useStore(session.cellStates, (view) => view);
  const active = useStore(session.ui, (state) => state.active);
  if (!on || cells.length < LEAST) return null;
  const go = (event: MouseEvent) => {
    const id =
      event.target instanceof Element ? event.target.closest("[data-stripe]")?.getAttribute("data-stripe") : null;
    if (id) session.reveal(id, false);
  };
  return (
    <div
      aria-hidden
      data-testid="state-map"
      onClick={go}
      className="flex w-4 shrink-0 cursor-pointer flex-col py-6 max-md:hidden"
    >
      {cells.map(({ id, type }, index) => {
        const { state } = states.of(id);
        const word = type === "md" ? "text" : stateWords[state].toLowerCase();
        return (
          <span
            key={id}
            data-stripe={id}
            data-state={type === "md" ? undefined : state}
            title={`Cell ${index + 1}: ${word}`}
            className="flex max-h-4 min-h-px flex-1 items-center justify-center py-px"
          >
            <span
              className={clsx(
                "h-full max-h-2.5 min-h-px rounded-[1px] transition-[width]",
                type === "md" ? "bg-transparent" : colors[state],
                id === active ? "w-3" : "w-1.5",
              )}
            />
          </span>
        );
      })}
    </div>
  );
}

"use client";
import clsx from "clsx";
import Play from "lucide-react/icons/play";
import Square from "lucide-react/icons/square";
import { keyOf } from "@/components/commands/commands";
import { Tooltip } from "@/components/ui/tooltip";
import { counted } from "@/lib/format/number";
import type { CellStatus } from "./cell-status";
import { StateMark, stateWords } from "./state-mark";

interface CellGutterProps {
  place: number;
  status: CellStatus;
  /** How often the cell has run. */
  runs: number;
  canRun: boolean;
  focusable: boolean;
  onRun: () => void;
  onStop: () => void;
}

/** One mark left of the cell: its state, which is also its run button. */
export function CellGutter({ place, status, runs, canRun, focusable, onRun, onStop }: CellGutterProps) {
  const { state, reason, elsewhere } = status;
  const busy = !elsewhere && (state === "running" || state === "queued");
  const said = `${stateWords[state]}${reason ? `: ${reason}` : ""}`;
  if (!canRun)
    return (
      <span className="flex size-7 items-center justify-center" title={said}>
        <StateMark state={state} />
        <span className="sr-only">{said}</span>
      </span>
    );
  const Icon = busy ? Square : Play;
  return (
    <Tooltip
      side="left"
      shortcut={busy ? keyOf("kernel.interrupt") : keyOf("run.stay")}
      content={
        <span>
          {busy ? "Stop" : "Run"}
          {state !== "idle" && state !== "fresh" && <span className="opacity-70"> · {said}</span>}
          {runs > 0 && <span className="opacity-70"> · ran {counted(runs, "time")}</span>}
        </span>
      }
    >
      <button
        type="button"
        tabIndex={focusable ? 0 : -1}
        onClick={busy ? onStop : onRun}
        aria-label={`${busy ? "Stop" : "Run"} cell ${place}, ${said}`}
        className="group/run relative flex size-7 items-center justify-center rounded-md transition-colors hover:bg-hover"
      >
        <StateMark
          state={state}
          className="transition-opacity group-hover/run:opacity-0 group-focus-visible/run:opacity-0"
        />
        <Icon
          size={12}
          aria-hidden
          fill="currentColor"
          className={clsx(
            "absolute text-accent transition-opacity group-hover/run:opacity-100 group-focus-visible/run:opacity-100",
            state === "idle" ? "opacity-35" : "opacity-0",
            state === "idle" &&
              "group-hover/cell:opacity-60 group-data-[active=true]/cell:opacity-60 max-md:opacity-60",
          )}
        />
      </button>
    </Tooltip>
  );
}

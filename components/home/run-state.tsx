"use client";
import { TimeAgo } from "@/components/ui/time-ago";
import type { ExecutionStatus } from "@/lib/protocol/execution";
import { StateMark, stateWords } from "@/components/notebook/state-mark";

const words = { ...stateWords, lost: "Lost" };

/** The last execution: its state by shape and word, and when it was. */
export function RunState({ run }: { run: { status: ExecutionStatus; at: Date; by: string } | null }) {
  if (!run) return <span className="text-faint max-md:hidden">Not run yet</span>;
  const state = run.status === "succeeded" ? "fresh" : run.status;
  return (
    <span className="flex items-center gap-1.5 text-muted" title={`${stateWords[state]}, run by ${run.by}`}>
      {state !== "fresh" && <StateMark state={state} />}
      <span className={state === "fresh" ? "sr-only" : "max-sm:sr-only"}>{words[state]}</span>
      <TimeAgo date={run.at} className="truncate max-sm:hidden" />
    </span>
  );
}

"use client";
import { TimeAgo } from "@/components/ui/time-ago";
import type { ExecutionStatus } from "@/lib/protocol/execution";
import { StateMark, stateWords } from "@/components/notebook/state-mark";

const lost = { mark: "cancelled", words: "Lost" } as const;

/** The last execution: its state by shape and word, and when it was. */
export function RunState({ run }: { run: { status: ExecutionStatus; at: Date; by: string } | null }) {
  if (!run) return <span className="text-faint max-md:hidden">Not run yet</span>;
  const state = run.status === "succeeded" ? "fresh" : run.status === "lost" ? lost.mark : run.status;
  const words = run.status === "lost" ? lost.words : stateWords[state];
  return (
    <span className="flex items-center gap-1.5 text-muted" title={`${words}, run by ${run.by}`}>
      {state !== "fresh" && <StateMark state={state} />}
      <span className={state === "fresh" ? "sr-only" : "max-sm:sr-only"}>{words}</span>
      <TimeAgo date={run.at} className="truncate max-sm:hidden" />
    </span>
  );
}

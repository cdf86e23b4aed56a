import { type MarkState, StateMark } from "@/components/notebook/state-mark";
import type { RunStatus } from "@/lib/protocol/run";

const marks: Record<RunStatus, MarkState> = {
  running: "running",
  finished: "fresh",
  failed: "failed",
  cancelled: "cancelled",
  lost: "cancelled",
};
const words: Record<RunStatus, string> = {
  running: "Running",
  finished: "Finished",
  failed: "Failed",
  cancelled: "Cancelled",
  lost: "Lost",
};
const why: Partial<Record<RunStatus, string>> = { lost: "Its kernel went away before the run ended" };

/** How a run stands, by shape and word. */
export function RunStatusMark({ status }: { status: RunStatus }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-muted" title={why[status]}>
      {status !== "finished" && <StateMark state={marks[status]} />}
      {words[status]}
    </span>
  );
}

"use client";
import { metric } from "@/lib/format/number";
import type { RecordedTrial, SweepStatus } from "@/lib/protocol/sweep";
import { bestOf, isOver, type SweepPlan } from "@/lib/sweeps/sweep";
import { ImportanceBars } from "./importance-bars";
import { ParallelCoordinates } from "./parallel-coordinates";
import { TrialTable } from "./trial-table";

export interface SweepViewProps {
  plan: SweepPlan;
  total: number;
  status: SweepStatus;
  trials: readonly RecordedTrial[];
  /** What has ended it before all its trials. */
  endedBy: string | null;
  /** By its slug; null where trials have no runs. */
  workspace: string | null;
  /** Why it does not go on as it could. */
  note?: string | null;
  /** Of the table, which scrolls in itself. */
  tableHeight?: number;
}

const statusWords: Record<SweepStatus, string> = {
  running: "running",
  finished: "",
  failed: "failed",
  cancelled: "cancelled",
};

/** A sweep as it stands: the chart, what matters, and every trial. */
export function SweepView({ plan, total, status, trials, endedBy, workspace, note, tableHeight }: SweepViewProps) {
  const best = bestOf(plan, trials);
  return (
    <div className="space-y-5">
      <div className="space-y-1">
        <SweepSummary plan={plan} total={total} status={status} trials={trials} endedBy={endedBy} />
        {note && <p className="text-muted">{note}</p>}
      </div>
      <div className="grid gap-x-8 gap-y-5 lg:grid-cols-[minmax(0,1fr)_16rem]">
        <ParallelCoordinates plan={plan} trials={trials} best={best?.number ?? null} />
        <section aria-label="Importance of the parameters">
          <h3 className="mb-2 font-medium">Importance</h3>
          <ImportanceBars plan={plan} trials={trials} />
        </section>
      </div>
      <TrialTable
        plan={plan}
        trials={trials}
        best={best?.number ?? null}
        workspace={workspace}
        dense={tableHeight !== undefined}
        {...(tableHeight !== undefined && trials.length > 8 && { height: tableHeight })}
      />
    </div>
  );
}

/** How far it is, and the best so far, in one line. */
function SweepSummary({
  plan,
  total,
  status,
  trials,
  endedBy,
}: Pick<SweepViewProps, "plan" | "total" | "status" | "trials" | "endedBy">) {
  const best = bestOf(plan, trials);
  const count = (which: RecordedTrial["status"]) => trials.filter((trial) => trial.status === which).length;
  const parts = [
    `${trials.filter(isOver).length} of ${total} trials`,
    ...(["running", "stopped", "failed"] as const).flatMap((which) =>
      count(which) > 0 ? [`${count(which)} ${which}`] : [],
    ),
  ];
  return (
    <p role="status" className="flex flex-wrap items-baseline gap-x-4 gap-y-1 tabular-nums">
      {best && best.value !== null ? (
        <span>
          Best {plan.metric} <span className="font-mono font-medium">{metric(best.value)}</span>{" "}
          <span className="text-muted">
            trial {best.number}
            {Object.entries(best.params).map(([name, value]) => (
              <span key={name}>
                {" · "}
                {name}{" "}
                <span className="font-mono text-ink">{typeof value === "number" ? metric(value) : String(value)}</span>
              </span>
            ))}
          </span>
        </span>
      ) : (
        <span className="text-muted">No result yet</span>
      )}
      <span className="text-muted">
        {parts.join(", ")}
        {statusWords[status] && status !== "running" && `, ${statusWords[status]}`}
        {endedBy !== null && `, ended by its ${endedBy}`}
      </span>
    </p>
  );
}

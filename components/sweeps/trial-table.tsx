import { type MarkState, StateMark } from "@/components/notebook/state-mark";
import { type DataColumn, DataTable } from "@/components/ui/data-table";
import { metric } from "@/lib/format/number";
import type { RecordedTrial } from "@/lib/protocol/sweep";
import type { SweepPlan, TrialStatus } from "@/lib/sweeps/sweep";

const marks: Record<TrialStatus, MarkState> = {
  waiting: "queued",
  running: "running",
  finished: "fresh",
  stopped: "cancelled",
  failed: "failed",
};
const words: Record<TrialStatus, string> = {
  waiting: "Waiting",
  running: "Running",
  finished: "Finished",
  stopped: "Stopped",
  failed: "Failed",
};

const number = (value: string | number | boolean | undefined) =>
  typeof value === "number" ? metric(value) : String(value ?? "");

function columnsOf(
  { space, metric: name }: SweepPlan,
  best: number | null,
  dense: boolean,
): DataColumn<RecordedTrial>[] {
  const columns: DataColumn<RecordedTrial>[] = [
    {
      id: "trial",
      header: "Trial",
      width: 88,
      cell: (trial) => (
        <>
          {trial.number}
          {trial.number === best && <span className="ml-2 text-xs font-medium text-accent">best</span>}
        </>
      ),
      sortValue: (trial) => trial.number,
    },
    {
      id: "status",
      header: "State",
      width: 108,
      cell: ({ status, reason }) => (
        <span className="inline-flex items-center gap-1.5 text-muted" title={reason ?? undefined}>
          {status !== "finished" && <StateMark state={marks[status]} />}
          {words[status]}
          {reason && <span className="sr-only">: {reason}</span>}
        </span>
      ),
      sortValue: ({ status }) => words[status],
    },
    {
      id: "value",
      header: name,
      width: 96,
      align: "right",
      cell: ({ value }) => <span className="font-mono tabular-nums">{value === null ? "" : metric(value)}</span>,
      sortValue: ({ value }) => value ?? undefined,
    },
    ...Object.keys(space).map((param): DataColumn<RecordedTrial> => ({
      id: `param ${param}`,
      header: param,
      ...(dense && { width: 92 }),
      align: "right",
      cell: ({ params }) => <span className="font-mono tabular-nums">{number(params[param])}</span>,
      sortValue: ({ params }) => params[param],
    })),
    {
      id: "steps",
      header: "Steps",
      width: 72,
      align: "right",
      wideOnly: true,
      cell: ({ step }) => <span className="font-mono text-muted tabular-nums">{step || ""}</span>,
      sortValue: ({ step }) => step,
    },
    {
      id: "where",
      header: "Where",
      width: 112,
      wideOnly: true,
      cell: ({ worker, status }) => (
        <span className="text-muted">{worker ?? (status === "waiting" ? "" : "cell’s kernel")}</span>
      ),
      sortValue: ({ worker }) => worker ?? "",
    },
  ];
  return dense ? columns.filter(({ id }) => id !== "steps") : columns;
}

interface TrialTableProps {
  plan: SweepPlan;
  trials: readonly RecordedTrial[];
  best: number | null;
  workspace: string | null;
  /** In a cell there is no room for all. */
  dense: boolean;
  height?: number;
}

/** Every trial in words and numbers; a row leads to its run. */
export function TrialTable({ plan, trials, best, workspace, dense, height }: TrialTableProps) {
  return (
    <DataTable
      label="Trials"
      columns={columnsOf(plan, best, dense)}
      rows={trials}
      rowKey={(trial) => String(trial.number)}
      rowHref={({ runId }) => (workspace !== null && runId !== null ? `/w/${workspace}/runs/${runId}` : "")}
      initialSort={{ id: "trial", desc: false }}
      rowHeight={30}
      {...(height !== undefined && { height })}
    />
  );
}

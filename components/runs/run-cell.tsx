import Link from "next/link";
import type { RouterOutputs } from "@/components/trpc/types";
import { Sparkline } from "@/components/ui/sparkline";
import { TimeAgo } from "@/components/ui/time-ago";
import { metric } from "@/lib/format/number";
import type { ColumnId } from "./columns";
import { deviceText, paramText, runDuration } from "./run-values";

export type RunRow = RouterOutputs["runs"]["list"]["runs"][number];

export const isNumeric = (id: ColumnId): boolean =>
  id.startsWith("metrics.") || id.startsWith("params.") || id === "duration" || id === "seed";

/** One value of a run, as the list shows it. */
export function RunCell({ run, column, workspace }: { run: RunRow; column: ColumnId; workspace: string }) {
  if (column.startsWith("metrics.")) {
    const found = run.metrics[column.slice("metrics.".length)];
    return found ? <span title={`at step ${found.step}`}>{metric(found.value)}</span> : null;
  }
  if (column.startsWith("params.")) return <span>{paramText(run.params[column.slice("params.".length)])}</span>;
  switch (column) {
    case "curve":
      return run.mainMetric === null ? null : (
        <span title={run.mainMetric}>
          <Sparkline values={run.sparkline} label={`${run.mainMetric} of this run`} />
        </span>
      );
    case "person":
      return <span>{run.person?.name}</span>;
    case "notebook":
      return run.notebook ? (
        <Link href={`/w/${workspace}/notebooks/${run.notebook.id}`} className="rounded-sm hover:text-accent">
          {run.notebook.title}
        </Link>
      ) : null;
    case "datasets":
      return <span>{run.datasets.map(({ name, number }) => `${name}@${number}`).join(", ")}</span>;
    case "device":
      return <span title={run.device.note}>{deviceText(run.device)}</span>;
    case "seed":
      return <span>{run.seed}</span>;
    case "duration":
      return <RunTime run={run} />;
    case "created":
      return <TimeAgo date={run.createdAt} />;
    default:
      return null;
  }
}

const RunTime = ({ run }: { run: RunRow }) => <span>{run.endedAt ? runDuration(run, 0) : ""}</span>;

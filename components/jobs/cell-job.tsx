"use client";
import { useMutation } from "@tanstack/react-query";
import { useSession } from "@/components/notebook/session-context";
import { useStore } from "@/components/notebook/use-store";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Job } from "./job";
import { useJobs } from "./jobs-provider";
import { LeftValues } from "./left-values";

function words({ status, waitsFor, worker, attempts, reason }: Job): string {
  const again = attempts > 1 ? `, attempt ${attempts}` : "";
  if (status === "running") return `Running on ${worker ?? "a server worker"}${again}`;
  if (status === "dead")
    return `Given up on the server after ${attempts} attempts: ${reason ?? "they came to no end."}`;
  if (status === "failed" || status === "cancelled") return reason ?? `It was ${status} on the server.`;
  if (waitsFor) return waitsFor;
  return reason ? `Waiting for another attempt: ${reason}` : "Waiting for a server worker";
}

/** How the cell's job on a server stands; how it ended its output says, where that has an error of its own or is of a later run. */
export function CellJob({ cellId }: { cellId: string }) {
  const session = useSession();
  const { workspace } = session.options;
  const { byCell, ask } = useJobs();
  const job = byCell.get(cellId);
  const trpc = useTRPC();
  const cancel = useMutation(trpc.jobs.cancel.mutationOptions());
  const isSaid = useStore(session.cellStates, (states) => states.errorOf(cellId) !== null);
  const isOlder = useStore(session.executions, () => {
    const shown = session.executions.getCell(cellId)?.execution;
    return job?.endedAt != null && shown?.startedAt != null && shown.startedAt > job.endedAt;
  });
  const take = useMutation(
    trpc.jobs.takeRun.mutationOptions({
      onSuccess: ({ cellId, seed }, { runId }) => session.kernelOf.continueRun({ cellId, runId, seed }),
    }),
  );
  const mayContinueHere = !session.readOnly && job?.runId != null && job.user.id === session.options.user.id;
  if (job?.status === "succeeded") return <LeftValues cellId={cellId} job={job} />;
  if (!job || (job.isOver && (isOlder || (isSaid && job.status === "failed")))) return null;
  return (
    <div
      role="status"
      className={`mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 border-l-2 pl-3 text-[13px] ${job.status === "dead" || job.waitsFor ? "border-amber" : "border-accent"}`}
    >
      <span className="min-w-0">{words(job)}</span>
      <span className="text-xs text-faint">
        {job.user.name} · <TimeAgo date={job.createdAt} />
      </span>
      {mayContinueHere && (
        <Button
          size="sm"
          variant="plain"
          busy={take.isPending}
          title="Ends the job; the run goes on in your own kernel, from its newest checkpoint"
          onClick={() => job.runId !== null && take.mutate({ workspace, runId: job.runId })}
        >
          Continue here
        </Button>
      )}
      {!session.readOnly && !job.isOver && (
        <Button
          size="sm"
          variant="plain"
          busy={cancel.isPending}
          onClick={() => cancel.mutate({ workspace, jobId: job.id })}
        >
          Cancel
        </Button>
      )}
      {!session.readOnly && job.isOver && (
        <Button size="sm" variant="plain" onClick={() => ask([cellId])}>
          Run again
        </Button>
      )}
    </div>
  );
}

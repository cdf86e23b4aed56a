"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import Link from "next/link";
import { mayEdit } from "@/components/shell/may-edit";
import { useWorkspace } from "@/components/shell/use-workspace";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { counted } from "@/lib/format/number";
import { SweepView } from "./sweep-view";

const LOOK_MS = 15_000;

type SweepDetails = RouterOutputs["sweeps"]["get"];

/** One sweep, live while it goes on. */
export function SweepPage({ workspace, sweepId }: { workspace: string; sweepId: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const sweep = useQuery(
    trpc.sweeps.get.queryOptions(
      { workspace, sweepId },
      // That its kernel is gone tells itself to nobody.
      { refetchInterval: ({ state }) => (state.data?.status === "running" ? LOOK_MS : false) },
    ),
  );
  useSubscription(
    trpc.sweeps.watch.subscriptionOptions(
      { workspace, sweepId },
      { onData: () => void client.invalidateQueries(trpc.sweeps.get.queryFilter({ workspace, sweepId })) },
    ),
  );
  if (!sweep.data)
    return (
      <Page>
        {sweep.error ? (
          <ErrorState error={sweep.error} onRetry={() => void sweep.refetch()} />
        ) : (
          <div className="space-y-6 pt-10">
            <Skeleton className="h-7 w-64" />
            <Skeleton className="h-56 w-full" />
          </div>
        )}
      </Page>
    );
  const { plan, total, status, trials, endedBy, interrupted, failures } = sweep.data;
  const note = interrupted ? "Nobody works for it any more. Run its cell again to go on with it." : null;
  return (
    <Page>
      <SweepHeader sweep={sweep.data} workspace={workspace} />
      <SweepView
        plan={plan}
        total={total}
        status={status}
        trials={trials}
        endedBy={endedBy}
        workspace={workspace}
        note={note}
      />
      {failures.map((reason) => (
        <p key={reason} className="mt-4 text-muted">
          A worker could not help: {reason}
        </p>
      ))}
    </Page>
  );
}

function SweepHeader({ sweep, workspace }: { sweep: SweepDetails; workspace: string }) {
  const trpc = useTRPC();
  const role = useWorkspace(workspace)?.role ?? "viewer";
  const cancel = useMutation(trpc.sweeps.cancel.mutationOptions());
  const { id, name, plan, status, person, notebook, cellId, jobs } = sweep;
  return (
    <PageHeader
      above={
        <Link
          href={`/w/${workspace}/runs?q=${encodeURIComponent(`sweepId = ${id}`)}`}
          className="rounded-sm hover:text-ink"
        >
          Runs of this sweep
        </Link>
      }
      title={name}
      description={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <span>
            {plan.method === "tpe" ? "TPE" : plan.method}, {plan.goal} {plan.metric}
          </span>
          {person && <span>{person.name}</span>}
          <TimeAgo date={sweep.createdAt} />
          {status === "running" && jobs > 0 && <span>{counted(jobs, "job")} on workers</span>}
        </span>
      }
      actions={
        <>
          {notebook && (
            <ButtonLink href={`/w/${workspace}/notebooks/${notebook.id}#${cellId}`}>Open the cell</ButtonLink>
          )}
          {mayEdit(role) && status === "running" && (
            <Button busy={cancel.isPending} onClick={() => cancel.mutate({ workspace, sweepId: id })}>
              Cancel
            </Button>
          )}
        </>
      }
    />
  );
}

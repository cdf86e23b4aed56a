"use client";
import { useMutation } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import GitFork from "lucide-react/icons/git-fork";
import RotateCcw from "lucide-react/icons/rotate-ccw";
import Server from "lucide-react/icons/server";
import Link from "next/link";
import { useEffect, useMemo, useState } from "react";
import { useWorkspace } from "@/components/shell/use-workspace";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { toast } from "@/components/ui/toast";
import { TimeAgo } from "@/components/ui/time-ago";
import { roleRank } from "@/lib/protocol/workspace";
import { CurveGrid } from "./curve-grid";
import { RunCode } from "./run-code";
import { RunFacts } from "./run-facts";
import { applyRunEvent, type RunDetails, type RunFeed } from "./run-feed";
import { RunPageSkeleton } from "./run-page-skeleton";
import { RunStatusMark } from "./run-status";
import { devicesText, runDuration } from "./run-values";
import { useFork } from "./use-fork";

/** One run, live while it trains. */
export function RunPage({ workspace, runId }: { workspace: string; runId: string }) {
  const trpc = useTRPC();
  const [feed, setFeed] = useState<RunFeed | null>(null);
  const watch = useSubscription(
    trpc.runs.watch.subscriptionOptions(
      { workspace, runId },
      { onData: (event) => setFeed((before) => applyRunEvent(before, event)) },
    ),
  );
  const curves = useMemo(
    () => (feed?.series ?? []).map(({ key, points }) => ({ key, label: key, points })),
    [feed?.series],
  );
  if (!feed)
    return (
      <Page>
        {watch.error ? <ErrorState error={watch.error} onRetry={() => watch.reset()} /> : <RunPageSkeleton />}
      </Page>
    );
  const { run } = feed;
  return (
    <Page>
      <RunHeader run={run} workspace={workspace} />
      <Tabs
        label="Parts of the run"
        tabs={[
          {
            value: "overview",
            label: "Overview",
            content: (
              <div className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_18rem]">
                <CurveGrid curves={curves} syncKey={runId} />
                <RunFacts run={run} workspace={workspace} />
              </div>
            ),
          },
          {
            value: "code",
            label: "Code",
            content: run.hasSnapshot ? (
              <RunCode workspace={workspace} runId={runId} cellId={run.cellId} />
            ) : (
              <p className="text-muted">This run was recorded from outside a notebook: no code came with it.</p>
            ),
          },
        ]}
      />
    </Page>
  );
}

function RunHeader({ run, workspace }: { run: RunDetails; workspace: string }) {
  const role = useWorkspace(workspace)?.role ?? "viewer";
  const mayEdit = roleRank[role] >= roleRank.editor;
  const { fork, forking } = useFork(workspace);
  const trpc = useTRPC();
  const continuing = useMutation(
    trpc.jobs.continueRun.mutationOptions({ onSuccess: () => toast.message("Sent to the server.") }),
  );
  const now = useNow(run.endedAt === null);
  return (
    <PageHeader
      above={
        <Link href={`/w/${workspace}/runs`} className="rounded-sm hover:text-ink">
          Runs
        </Link>
      }
      title={
        <>
          {run.name} <span className="font-normal text-faint">#{run.number}</span>
        </>
      }
      description={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <RunStatusMark status={run.status} />
          {run.person && <span>{run.person.name}</span>}
          <span title={run.device.note}>{devicesText([...run.earlierDevices, run.device])}</span>
          <TimeAgo date={run.createdAt} />
          <span className="tabular-nums">{runDuration(run, now)}</span>
          {run.trial?.reason && <span className="basis-full">{run.trial.reason}</span>}
        </span>
      }
      actions={
        mayEdit && (
          <>
            {run.notebook && (
              <ButtonLink
                href={`/w/${workspace}/notebooks/${run.notebook.id}${run.cellId ? `#${run.cellId}` : ""}`}
                icon={<RotateCcw size={14} aria-hidden />}
              >
                Run again
              </ButtonLink>
            )}
            {run.checkpointEpoch !== null && !run.onServer && run.status !== "finished" && (
              <Button
                icon={<Server size={14} aria-hidden />}
                busy={continuing.isPending}
                title={`From its newest checkpoint${run.checkpointEpoch > 0 ? `, after epoch ${run.checkpointEpoch}` : ""}, in the same run`}
                onClick={() => continuing.mutate({ workspace, runId: run.id })}
              >
                Continue on a server
              </Button>
            )}
            {run.hasSnapshot && (
              <Button
                icon={<GitFork size={14} aria-hidden />}
                busy={forking}
                title="A notebook with these cells, seed and dataset versions, on the cpu: it gives the same metrics again"
                onClick={() => fork(run.id)}
              >
                Fork
              </Button>
            )}
          </>
        )
      }
    />
  );
}

/** The time, by the second while it is asked for. */
function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}

"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Section } from "@/components/people/section";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { deviceText } from "@/lib/format/device";
import { counted } from "@/lib/format/number";
import type { JobCaps } from "@/lib/protocol/workspace";
import { JobCapsForm } from "./job-caps-form";
import { WorkerTokens } from "./worker-tokens";

type Item = RouterOutputs["workers"]["list"][number];

const LOOK_EVERY_MS = 5000;

/** The machines that run the workspace's jobs. */
export function WorkersSection({
  workspace,
  caps,
  canChange,
}: {
  workspace: string;
  caps: JobCaps;
  canChange: boolean;
}) {
  const trpc = useTRPC();
  const workers = useQuery(trpc.workers.list.queryOptions({ workspace }, { refetchInterval: LOOK_EVERY_MS }));
  return (
    <Section
      title="Workers"
      hint="Machines that run cells sent to the server. Its own starts when a cell waits and ends when idle. Start others anywhere with npm run worker: it needs this address, a token and nothing else."
    >
      {workers.isPending && <SkeletonRows rows={1} label="Loading the workers" />}
      {workers.error && <ErrorState error={workers.error} onRetry={() => void workers.refetch()} />}
      {workers.data?.length === 0 && <p className="pb-4 text-muted">No worker has come yet.</p>}
      {workers.data && workers.data.length > 0 && (
        <ul aria-label="Workers" className="mb-4 divide-y divide-line border-y border-line">
          {workers.data.map((worker) => (
            <WorkerRow
              key={worker.id}
              workspace={workspace}
              worker={worker}
              canChange={canChange && !worker.ofServer}
            />
          ))}
        </ul>
      )}
      <div className="mb-4">
        <JobCapsForm workspace={workspace} caps={caps} canChange={canChange} />
      </div>
      {canChange && <WorkerTokens workspace={workspace} />}
    </Section>
  );
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function stateOf({ online, draining, jobs, facts }: Item): { words: string; tone: "good" | "neutral" | "warn" } {
  if (!online) return { words: "gone", tone: "neutral" };
  if (draining) return { words: jobs.length > 0 ? "finishing" : "drained", tone: "warn" };
  // A shared session takes no job's place.
  const places = jobs.filter(({ isShared }) => !isShared).length;
  return { words: places > 0 ? `${places} of ${facts.slots} busy` : "idle", tone: "good" };
}

function WorkerRow({ workspace, worker, canChange }: { workspace: string; worker: Item; canChange: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const drain = useMutation(
    trpc.workers.setDraining.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.workers.list.queryFilter({ workspace })),
    }),
  );
  const { facts, draining } = worker;
  const { words, tone } = stateOf(worker);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <span className="min-w-0 flex-1 basis-48">
        <span className="block truncate font-medium">{facts.name}</span>
        <span className="text-xs text-muted">
          {deviceText(facts.device)} · {counted(facts.cores, "core")} · {Math.round(facts.memoryGb)} GB
          {facts.labels.length > 0 && ` · ${facts.labels.join(", ")}`}
          {worker.ofServer && " · of this server"}
        </span>
        {worker.jobs.length > 0 && (
          <ul aria-label={`What ${facts.name} is at`} className="text-xs">
            {worker.jobs.map(({ jobId, notebookId, title, user, since, isShared }) => (
              <li key={jobId} className="truncate">
                <Link
                  href={`/w/${workspace}/notebooks/${notebookId}`}
                  className="rounded-sm text-accent hover:underline"
                >
                  {title}
                </Link>{" "}
                <span className="text-faint">
                  {isShared ? "shared session of" : "for"} {user}, since <TimeAgo date={since} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </span>
      <span className="w-40 text-xs text-muted tabular-nums">
        <span className="block">{percent(worker.busy)} busy in the last hour</span>
        {worker.online && worker.load && (
          <span className="block text-faint">
            CPU {percent(worker.load.cpu)} · memory {percent(worker.load.memory)}
          </span>
        )}
      </span>
      <Badge tone={tone}>{words}</Badge>
      <span className="w-28 text-xs text-muted">
        heard <TimeAgo date={worker.seenAt} />
      </span>
      {canChange && worker.online && (
        <Button
          size="sm"
          variant="plain"
          busy={drain.isPending}
          onClick={() => drain.mutate({ workspace, workerId: worker.id, draining: !draining })}
        >
          {draining ? "Let it work" : "Drain"}
        </Button>
      )}
    </li>
  );
}

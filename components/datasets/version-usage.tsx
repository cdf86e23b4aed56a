"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/trpc/context";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";

/** The runs that loaded a version. */
export function VersionUsage({
  workspace,
  versionId,
  number,
}: {
  workspace: string;
  versionId: string;
  number: number;
}) {
  const trpc = useTRPC();
  const usage = useQuery(trpc.datasets.usage.queryOptions({ workspace, versionId }));
  return (
    <section className="mt-8">
      <h2 className="mb-2 font-medium">Runs that used @{number}</h2>
      {usage.isPending && <Skeleton className="h-3 w-56" />}
      {usage.error && <ErrorState error={usage.error} onRetry={() => void usage.refetch()} />}
      {usage.data?.length === 0 && (
        <p className="text-muted">None yet. A run records each dataset that its notebook has loaded.</p>
      )}
      <ul>
        {usage.data?.map((run) => (
          <li key={run.id} className="flex h-8 items-center gap-3 border-b border-line">
            <Link href={`/w/${workspace}/runs/${run.id}`} className="rounded-sm font-medium hover:text-accent">
              {run.name} <span className="font-normal text-faint">#{run.number}</span>
            </Link>
            <span className="text-muted">{run.status}</span>
            <span className="ml-auto text-faint">
              {run.person && `${run.person.name} · `}
              <TimeAgo date={run.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

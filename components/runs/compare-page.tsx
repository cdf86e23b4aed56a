"use client";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useTRPC } from "@/components/trpc/context";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { seriesColor } from "@/lib/series-colors";
import { type Curve, CurveGrid } from "./curve-grid";
import { DifferencesTable } from "./differences-table";
import { RunPageSkeleton } from "./run-page-skeleton";
import { runTitle } from "./run-values";

/** Two or more runs side by side: their curves over each other, and what differs. */
export function ComparePage({ workspace }: { workspace: string }) {
  const ids = useSearchParams().get("ids")?.split(",").filter(Boolean) ?? [];
  return (
    <div className="mx-auto w-full max-w-[1600px] px-4 pb-24 sm:px-8">
      {ids.length < 2 ? (
        <EmptyState
          title="Nothing to compare"
          hint="Select two or more runs in the list, and press Compare."
          action={<ButtonLink href={`/w/${workspace}/runs`}>Go to the runs</ButtonLink>}
        />
      ) : (
        <Comparison workspace={workspace} ids={ids} />
      )}
    </div>
  );
}

function Comparison({ workspace, ids }: { workspace: string; ids: string[] }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const list = useQuery(
    trpc.runs.list.queryOptions({ workspace, ids, limit: 100 }, { placeholderData: keepPreviousData }),
  );
  const metrics = useQuery(
    trpc.runs.metrics.queryOptions({ workspace, runIds: ids, limit: 400 }, { placeholderData: keepPreviousData }),
  );
  useSubscription(
    trpc.runs.watchList.subscriptionOptions(
      { workspace },
      {
        onData: () => {
          if (!list.data?.runs.some(({ status }) => status === "running")) return;
          void client.invalidateQueries(trpc.runs.list.queryFilter({ workspace }));
          void client.invalidateQueries(trpc.runs.metrics.queryFilter({ workspace, runIds: ids }));
        },
      },
    ),
  );
  const runs = useMemo(() => {
    const byId = new Map(list.data?.runs.map((run) => [run.id, run]));
    return ids.flatMap((id) => byId.get(id) ?? []);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the ids come from the address anew with each render
  }, [list.data, ids.join()]);
  const curves = useMemo(
    () =>
      runs.flatMap((run, index) => {
        const alike = runs.every(({ name }) => name === run.name);
        const label = alike ? `#${run.number}` : runTitle(run);
        const ofRun = (metrics.data ?? []).filter(({ runId }) => runId === run.id);
        return ofRun.map(({ key, points }): Curve => ({ key, label, color: seriesColor(index), points }));
      }),
    [metrics.data, runs],
  );
  const error = list.error ?? metrics.error;
  if (error) return <ErrorState error={error} onRetry={() => void Promise.all([list.refetch(), metrics.refetch()])} />;
  if (!list.data || !metrics.data) return <RunPageSkeleton />;
  return (
    <>
      <PageHeader
        above={
          <Link href={`/w/${workspace}/runs`} className="rounded-sm hover:text-ink">
            Runs
          </Link>
        }
        title={`${runs.length} runs compared`}
      />
      <div className="grid gap-10 xl:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]">
        <section aria-label="Curves" className="min-w-0">
          <CurveGrid curves={curves} syncKey={`compare-${ids.join()}`} exact />
        </section>
        <section aria-label="Differences" className="min-w-0">
          <DifferencesTable workspace={workspace} runs={runs} />
        </section>
      </div>
    </>
  );
}

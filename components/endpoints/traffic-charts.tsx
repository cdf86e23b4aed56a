"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useMemo } from "react";
import { useTRPC } from "@/components/trpc/context";
import { ErrorState } from "@/components/ui/error-state";
import { LineChart } from "@/components/ui/line-chart";
import { count, metric } from "@/lib/format/number";
import { fillMinutes, summarize } from "./traffic-series";

const MINUTES = 60;

/** Requests and latencies of the last hour, minute by minute, live. */
export function TrafficCharts({ workspace, name }: { workspace: string; name: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const traffic = useQuery(
    trpc.endpoints.traffic.queryOptions({ workspace, name, minutes: MINUTES }, { refetchInterval: 30_000 }),
  );
  useSubscription(
    trpc.endpoints.watch.subscriptionOptions(
      { workspace, name },
      { onData: () => void client.invalidateQueries(trpc.endpoints.traffic.queryFilter({ workspace, name })) },
    ),
  );
  const rows = traffic.data;
  const minutes = useMemo(() => fillMinutes(rows ?? [], MINUTES, Date.now()), [rows]);
  if (traffic.error) return <ErrorState error={traffic.error} onRetry={() => void traffic.refetch()} />;
  const total = summarize(rows ?? []);
  const { x } = minutes;
  return (
    <div>
      <dl className="mb-4 flex flex-wrap gap-x-10 gap-y-2">
        <Fact name="Requests" value={count(total.requests)} />
        <Fact name="Failed" value={count(total.failures)} />
        <Fact name="Median" value={total.p50 === null ? "–" : `${metric(total.p50)} ms`} />
        <Fact name="Slowest 1 %" value={total.p99 === null ? "–" : `${metric(total.p99)} ms`} />
      </dl>
      <div className="grid gap-6 md:grid-cols-2">
        <LineChart
          label="Requests a minute over the last hour"
          syncKey={`traffic ${name}`}
          height={180}
          series={[
            { label: "requests a minute", x, y: minutes.requests },
            { label: "failed", x, y: minutes.failures, color: "var(--danger)" },
          ]}
        />
        <LineChart
          label="Latency in milliseconds over the last hour"
          syncKey={`traffic ${name}`}
          height={180}
          series={[
            { label: "median ms", x, y: minutes.p50 },
            { label: "95 %", x, y: minutes.p95 },
            { label: "99 %", x, y: minutes.p99 },
          ]}
        />
      </div>
      <p className="mt-1 text-xs text-faint">Minutes before now</p>
    </div>
  );
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt className="text-xs text-muted">{name}</dt>
    <dd className="font-mono text-lg tabular-nums">{value}</dd>
  </div>
);

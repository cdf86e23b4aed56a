"use client";
import { useQuery } from "@tanstack/react-query";
import { RuntimeName } from "@/components/models/runtime-name";
import { useModelFeed } from "@/components/models/use-model-feed";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { type DataColumn, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { count } from "@/lib/format/number";

type Item = RouterOutputs["endpoints"]["list"][number];

const columns: DataColumn<Item>[] = [
  { id: "name", header: "Name", cell: (endpoint) => endpoint.name, sortValue: (endpoint) => endpoint.name },
  {
    id: "state",
    header: "State",
    cell: ({ unpublishedAt, version }) =>
      unpublishedAt ? <Badge>unpublished</Badge> : <Badge tone="good">answers with {version}</Badge>,
    sortValue: ({ unpublishedAt }) => unpublishedAt !== null,
    width: 160,
  },
  {
    id: "runtime",
    header: "Runtime",
    cell: (endpoint) => <RuntimeName runtime={endpoint.runtime} />,
    width: 140,
    wideOnly: true,
  },
  {
    id: "requests",
    header: "Last hour",
    cell: (endpoint) => <span className="tabular-nums">{count(endpoint.requests)}</span>,
    sortValue: (endpoint) => endpoint.requests,
    width: 100,
    align: "right",
  },
  {
    id: "failures",
    header: "Failed",
    cell: (endpoint) => <span className="tabular-nums">{count(endpoint.failures)}</span>,
    sortValue: (endpoint) => endpoint.failures,
    width: 90,
    align: "right",
    wideOnly: true,
  },
  {
    id: "since",
    header: "Published",
    cell: (endpoint) => <TimeAgo date={endpoint.createdAt} className="text-muted" />,
    sortValue: (endpoint) => endpoint.createdAt,
    width: 120,
    align: "right",
    wideOnly: true,
  },
];

/** What answers to the outside. */
export function EndpointsPage({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.endpoints.list.queryOptions({ workspace }, { refetchInterval: 30_000 }));
  useModelFeed(workspace);
  return (
    <Page>
      <PageHeader title="Endpoints" />
      {list.isPending && <SkeletonRows rows={4} label="Loading endpoints" />}
      {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <EmptyState
          title="Nothing is published yet"
          hint="Press Publish on a version of a model, and it answers to whoever has a key."
          action={<ButtonLink href={`/w/${workspace}/models`}>Go to the models</ButtonLink>}
        />
      )}
      {list.data && list.data.length > 0 && (
        <DataTable
          label="Endpoints"
          columns={columns}
          rows={list.data}
          rowKey={(endpoint) => endpoint.id}
          rowHref={(endpoint) => `/w/${workspace}/endpoints/${endpoint.name}`}
        />
      )}
    </Page>
  );
}

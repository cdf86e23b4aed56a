"use client";
import { useQuery } from "@tanstack/react-query";
import Upload from "lucide-react/icons/upload";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { type DataColumn, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { AliasFlag } from "./alias-flag";
import { useMayEdit } from "./may-edit";
import { UploadDialog } from "./upload-dialog";
import { useModelFeed } from "./use-model-feed";

type Item = RouterOutputs["models"]["list"][number];

const columns: DataColumn<Item>[] = [
  { id: "name", header: "Name", cell: (model) => model.name, sortValue: (model) => model.name },
  {
    id: "aliases",
    header: "Aliases",
    cell: (model) => (
      <span className="flex gap-1">
        {model.aliases.map(({ alias, number }) => (
          <AliasFlag key={alias} alias={`${alias} → ${number}`} />
        ))}
      </span>
    ),
    wideOnly: true,
  },
  {
    id: "published",
    header: "Endpoint",
    cell: (model) => model.published !== null && <Badge tone="good">answers with {model.published}</Badge>,
    width: 136,
  },
  {
    id: "versions",
    header: "Versions",
    cell: (model) => <span className="tabular-nums">{model.versions}</span>,
    sortValue: (model) => model.versions,
    width: 80,
    align: "right",
    wideOnly: true,
  },
  {
    id: "updated",
    header: "Last version",
    cell: (model) => model.latest && <TimeAgo date={model.latest.createdAt} className="text-muted" />,
    sortValue: (model) => model.latest?.createdAt,
    width: 108,
    align: "right",
  },
];

/** All models of a workspace. */
export function ModelsPage({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.models.list.queryOptions({ workspace }));
  const mayEdit = useMayEdit(workspace);
  const [uploading, setUploading] = useState(false);
  useModelFeed(workspace);
  return (
    <Page>
      <PageHeader
        title="Models"
        actions={
          mayEdit && (
            <Button icon={<Upload size={14} aria-hidden />} onClick={() => setUploading(true)}>
              Upload
            </Button>
          )
        }
      />
      {list.isPending && <SkeletonRows rows={6} label="Loading models" />}
      {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <EmptyState
          title="No models yet"
          hint="A model is saved in a cell, with run.saveModel, or uploaded as a file."
          action={<ButtonLink href={`/w/${workspace}`}>Go to the notebooks</ButtonLink>}
        />
      )}
      {list.data && list.data.length > 0 && (
        <DataTable
          label="Models"
          columns={columns}
          rows={list.data}
          rowKey={(model) => model.id}
          rowHref={(model) => `/w/${workspace}/models/${model.name}`}
        />
      )}
      <UploadDialog workspace={workspace} open={uploading} onOpenChange={setUploading} />
    </Page>
  );
}

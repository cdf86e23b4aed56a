"use client";
import { useQuery } from "@tanstack/react-query";
import Upload from "lucide-react/icons/upload";
import { type DragEvent, useState } from "react";
import { useWorkspace } from "@/components/shell/use-workspace";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Button } from "@/components/ui/button";
import { type DataColumn, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { bytes, count } from "@/lib/format/number";
import { roleRank } from "@/lib/protocol/workspace";
import { ArrivingDatasets } from "./arriving-datasets";
import { ImportDialog } from "./import-dialog";
import { useDatasetsFeed } from "./use-datasets-feed";

type DatasetRow = RouterOutputs["datasets"]["list"][number];

const columns: readonly DataColumn<DatasetRow>[] = [
  {
    id: "name",
    header: "Name",
    cell: (row) => (
      <>
        {row.name}
        {row.description && <span className="ml-3 font-normal text-faint max-md:hidden">{row.description}</span>}
      </>
    ),
    sortValue: (row) => row.name,
  },
  {
    id: "version",
    header: "Version",
    width: 80,
    cell: (row) => `@${row.number}`,
    sortValue: (row) => row.number,
    align: "right",
  },
  {
    id: "rows",
    header: "Rows",
    width: 96,
    cell: (row) => count(row.rows),
    sortValue: (row) => row.rows,
    align: "right",
  },
  {
    id: "columns",
    header: "Columns",
    width: 88,
    cell: (row) => count(row.columns),
    sortValue: (row) => row.columns,
    align: "right",
    wideOnly: true,
  },
  {
    id: "size",
    header: "Size",
    width: 88,
    cell: (row) => bytes(row.bytes),
    sortValue: (row) => row.bytes,
    align: "right",
    wideOnly: true,
  },
  {
    id: "updated",
    header: "Changed",
    width: 168,
    wideOnly: true,
    cell: (row) => (
      <span className="text-muted">
        <TimeAgo date={row.updatedAt} />
        {row.person && ` · ${row.person.name}`}
      </span>
    ),
    sortValue: (row) => row.updatedAt,
  },
];

/** All datasets of a workspace. A file dropped anywhere on the page is imported. */
export function DatasetsPage({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const role = useWorkspace(workspace)?.role ?? "viewer";
  const mayEdit = roleRank[role] >= roleRank.editor;
  const list = useQuery(trpc.datasets.list.queryOptions({ workspace }));
  useDatasetsFeed(workspace);
  const [importing, setImporting] = useState(false);
  const [dropped, setDropped] = useState<File[]>([]);
  const drop = (event: DragEvent) => {
    if (!mayEdit || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    setDropped([...event.dataTransfer.files]);
    setImporting(true);
  };
  const open = () => {
    setDropped([]);
    setImporting(true);
  };
  const button = (
    <Button variant="primary" icon={<Upload size={16} aria-hidden />} onClick={open}>
      Import a dataset
    </Button>
  );

  return (
    <div className="min-h-full" onDragOver={(event) => mayEdit && event.preventDefault()} onDrop={drop}>
      <Page>
        <PageHeader title="Datasets" actions={mayEdit && button} />
        <ArrivingDatasets workspace={workspace} mayEdit={mayEdit} />
        {list.isPending && <SkeletonRows label="Loading datasets" />}
        {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && (
          <EmptyState
            title="No datasets yet"
            hint={
              mayEdit
                ? "Drop a CSV or JSON Lines file here, a zip with a folder of pictures for each class, or MNIST's IDX files. A cell can make one too, with datasets.commit."
                : "Nobody has imported one here yet."
            }
            action={mayEdit && button}
          />
        )}
        {list.data && list.data.length > 0 && (
          <DataTable
            label="Datasets"
            columns={columns}
            rows={list.data}
            rowKey={(row) => row.id}
            rowHref={(row) => `/w/${workspace}/datasets/${encodeURIComponent(row.name)}`}
          />
        )}
      </Page>
      {importing && <ImportDialog workspace={workspace} files={dropped} onClose={() => setImporting(false)} />}
    </div>
  );
}

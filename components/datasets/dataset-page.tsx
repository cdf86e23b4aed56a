"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useWorkspace } from "@/components/shell/use-workspace";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { bytes, counted } from "@/lib/format/number";
import { roleRank } from "@/lib/protocol/workspace";
import { CompareVersions } from "./compare-versions";
import { DatasetMenu } from "./dataset-menu";
import { ImportDialog } from "./import-dialog";
import { PreviewTable } from "./preview-table";
import { useDatasetsFeed } from "./use-datasets-feed";
import { type Version, VersionTimeline } from "./version-timeline";
import { VersionUsage } from "./version-usage";

/** One dataset: its versions, and the one that the address names (else the newest) with its rows. */
export function DatasetPage({ workspace, name }: { workspace: string; name: string }) {
  const trpc = useTRPC();
  const search = useSearchParams();
  const role = useWorkspace(workspace)?.role ?? "viewer";
  const mayEdit = roleRank[role] >= roleRank.editor;
  const dataset = useQuery(trpc.datasets.get.queryOptions({ workspace, name }));
  useDatasetsFeed(workspace);
  const [importing, setImporting] = useState<"new" | "again" | null>(null);
  const base = `/w/${workspace}/datasets/${encodeURIComponent(name)}`;
  const versions = dataset.data?.versions ?? [];
  const wanted = Number(search.get("version")) || versions[0]?.number;
  const version = versions.find(({ number }) => number === wanted);
  const other = versions.find(({ number }) => number === Number(search.get("with")));

  return (
    <Page>
      <PageHeader
        above={
          <Link href={`/w/${workspace}/datasets`} className="rounded-sm hover:text-ink">
            Datasets
          </Link>
        }
        title={name}
        description={dataset.data?.description}
        actions={
          mayEdit &&
          dataset.data && (
            <>
              {dataset.data.importedFrom && (
                <Button title={dataset.data.importedFrom} onClick={() => setImporting("again")}>
                  Import again
                </Button>
              )}
              <Button onClick={() => setImporting("new")}>Import a new version</Button>
              <DatasetMenu workspace={workspace} name={name} />
            </>
          )
        }
      />
      {dataset.isPending && <PageSkeleton />}
      {dataset.error && <ErrorState error={dataset.error} onRetry={() => void dataset.refetch()} />}
      {dataset.data && (
        <div className="grid grid-cols-[200px_minmax(0,1fr)] gap-x-8 gap-y-4 max-md:grid-cols-1">
          <VersionTimeline versions={versions} current={wanted ?? 0} href={(number) => `${base}?version=${number}`} />
          <div className="min-w-0">
            {version ? (
              <VersionView
                workspace={workspace}
                name={name}
                base={base}
                version={version}
                other={other ?? null}
                versions={versions}
                licence={dataset.data.licence}
              />
            ) : (
              <EmptyState title={`There is no version ${wanted ?? ""}`} hint="Choose one of those on the left." />
            )}
          </div>
        </div>
      )}
      {importing && (
        <ImportDialog
          workspace={workspace}
          dataset={name}
          again={importing === "again" ? (dataset.data?.importedFrom ?? undefined) : undefined}
          onClose={() => setImporting(null)}
        />
      )}
    </Page>
  );
}

interface VersionViewProps {
  workspace: string;
  name: string;
  base: string;
  version: Version;
  other: Version | null;
  versions: readonly Version[];
  licence: string;
}

function VersionView({ workspace, name, base, version, other, versions, licence }: VersionViewProps) {
  const trpc = useTRPC();
  const details = useQuery(
    trpc.datasets.version.queryOptions({ workspace, name, number: version.number }, { staleTime: Infinity }),
  );
  const code = `await datasets.load("${name}", { version: ${version.number} })`;
  const [before, after] = other && other.number < version.number ? [other, version] : [version, other];
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 text-muted">
        <span className="text-ink">
          {name}@{version.number} · {counted(version.rows, "row")} · {bytes(version.bytes)}
        </span>
        {version.source && (
          <span className="max-w-64 truncate" title={version.source}>
            from {version.source}
          </span>
        )}
        {licence && <span>{licence}</span>}
        <span className="flex items-center gap-1 font-mono text-xs" title={version.hash}>
          {version.hash.slice(0, 12)} <CopyButton text={version.hash} label="Copy the version's SHA-256" />
        </span>
        <span className="flex items-center gap-1 text-xs">
          <code className="font-mono max-sm:hidden">{code}</code>{" "}
          <CopyButton text={code} label="Copy the line that loads it" />
        </span>
        {versions.length > 1 && <CompareChoice base={base} version={version} other={other} versions={versions} />}
      </div>
      {other && after ? (
        <CompareVersions workspace={workspace} name={name} before={before} after={after} />
      ) : (
        <>
          {details.isPending && <SkeletonRows rows={8} label="Loading rows" />}
          {details.error && <ErrorState error={details.error} onRetry={() => void details.refetch()} />}
          {details.data && (
            <PreviewTable
              key={version.id}
              workspace={workspace}
              versionId={version.id}
              columns={details.data.columns}
              rows={version.rows}
            />
          )}
        </>
      )}
      <VersionUsage workspace={workspace} versionId={version.id} number={version.number} />
    </>
  );
}

function CompareChoice({
  base,
  version,
  other,
  versions,
}: Pick<VersionViewProps, "base" | "version" | "other" | "versions">) {
  const options = [
    { value: "", label: "Compare with …" },
    ...versions
      .filter(({ id }) => id !== version.id)
      .map(({ number }) => ({ value: String(number), label: `Compare with @${number}` })),
  ];
  const choose = (value: string) =>
    window.history.pushState(null, "", `${base}?version=${version.number}${value && `&with=${value}`}`);
  return (
    <Select
      size="sm"
      aria-label="Compare with another version"
      className="ml-auto"
      value={String(other?.number ?? "")}
      options={options}
      onChange={(event) => choose(event.target.value)}
    />
  );
}

function PageSkeleton() {
  return (
    <div role="status" aria-busy="true" className="grid grid-cols-[200px_minmax(0,1fr)] gap-8 max-md:grid-cols-1">
      <span className="sr-only">Loading the dataset</span>
      <div className="flex flex-col gap-6 pt-2">
        {Array.from({ length: 3 }, (_, i) => (
          <Skeleton key={i} className="h-8 w-40" />
        ))}
      </div>
      <SkeletonRows rows={8} />
    </div>
  );
}

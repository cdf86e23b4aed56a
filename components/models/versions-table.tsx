"use client";
import Link from "next/link";
import { useMemo } from "react";
import type { RouterOutputs } from "@/components/trpc/types";
import { Badge } from "@/components/ui/badge";
import { type DataColumn, DataTable } from "@/components/ui/data-table";
import { TimeAgo } from "@/components/ui/time-ago";
import { metric } from "@/lib/format/number";
import { AliasFlag } from "./alias-flag";
import { AliasMenu } from "./alias-menu";
import { useMayEdit } from "./may-edit";
import { PublishButton } from "./publish-button";

type Model = RouterOutputs["models"]["get"];
type Version = Model["versions"][number];

const MOST_METRICS = 3;

/** The metrics that most versions have, so that they can be compared. */
function commonMetrics(versions: readonly Version[]): string[] {
  const counts = new Map<string, number>();
  for (const key of versions.flatMap((version) => Object.keys(version.metrics)))
    counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_METRICS)
    .map(([key]) => key);
}

export function VersionsTable({ workspace, model }: { workspace: string; model: Model }) {
  const mayEdit = useMayEdit(workspace);
  const aliases = useMemo(
    () =>
      new Map(model.versions.flatMap((version) => version.aliases.map((alias) => [alias, version.number] as const))),
    [model.versions],
  );
  const columns = useMemo(() => columnsOf(workspace, model, aliases, mayEdit), [workspace, model, aliases, mayEdit]);
  return (
    <DataTable
      label="Versions"
      columns={columns}
      rows={model.versions}
      rowKey={(version) => version.id}
      rowHeight={44}
      initialSort={{ id: "number", desc: true }}
    />
  );
}

function columnsOf(
  workspace: string,
  model: Model,
  aliases: ReadonlyMap<string, number>,
  mayEdit: boolean,
): DataColumn<Version>[] {
  const metrics = commonMetrics(model.versions).map((key): DataColumn<Version> => ({
    id: `metric ${key}`,
    header: key,
    cell: ({ metrics: values }) => (
      <span className="font-mono tabular-nums">{values[key] === undefined ? "" : metric(values[key])}</span>
    ),
    sortValue: ({ metrics: values }) => values[key],
    width: 92,
    align: "right",
    wideOnly: true,
  }));
  return [
    {
      id: "number",
      header: "Version",
      cell: (version) => (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1">
          <span className="font-medium tabular-nums">{version.number}</span>
          {model.published === version.number && <Badge tone="good">answering</Badge>}
          {version.aliases.map((alias) => (
            <AliasFlag key={alias} alias={alias} />
          ))}
        </span>
      ),
      sortValue: (version) => version.number,
    },
    {
      id: "run",
      header: "Run",
      cell: ({ run }) =>
        run ? (
          <Link href={`/w/${workspace}/runs/${run.id}`} className="rounded-sm hover:text-accent">
            {run.name} <span className="text-faint">#{run.number}</span>
          </Link>
        ) : (
          <span className="text-faint">no run</span>
        ),
      width: 116,
      wideOnly: true,
    },
    ...metrics,
    {
      id: "made",
      header: "Made",
      cell: (version) => <TimeAgo date={version.createdAt} className="text-muted" />,
      sortValue: (version) => version.createdAt,
      width: 108,
      wideOnly: true,
    },
    {
      id: "acts",
      header: <span className="sr-only">Actions</span>,
      cell: (version) => (
        <span className="flex items-center justify-end gap-1">
          {mayEdit && <AliasMenu workspace={workspace} name={model.name} version={version.number} aliases={aliases} />}
          <PublishButton quiet workspace={workspace} name={model.name} version={version.number} />
        </span>
      ),
      width: 140,
      align: "right",
    },
  ];
}

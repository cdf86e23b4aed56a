import clsx from "clsx";
import Link from "next/link";
import { Fragment } from "react";
import { seriesColor } from "@/lib/series-colors";
import { differences, type DifferenceRow } from "./differences";
import type { RunRow } from "./run-cell";
import { RunStatusMark } from "./run-status";

/** What differs between the runs, a column each; what is alike is only counted. */
export function DifferencesTable({ workspace, runs }: { workspace: string; runs: readonly RunRow[] }) {
  const { rows, alike } = differences(runs);
  const groups = ["Metrics", "Params", "Run"] as const;
  return (
    <div className="overflow-x-auto" role="region" aria-label="What differs" tabIndex={0}>
      <table className="w-full border-collapse text-left">
        <thead>
          <tr>
            <td className="h-8 border-b border-line" />
            {runs.map((run, index) => (
              <th
                key={run.id}
                scope="col"
                className="border-b border-line py-2 pl-4 text-right align-bottom font-medium"
              >
                <span
                  className="mb-1 ml-auto block h-0.5 w-6 rounded-full"
                  style={{ background: seriesColor(index) }}
                />
                <Link
                  href={`/w/${workspace}/runs/${run.id}`}
                  className="rounded-sm whitespace-nowrap hover:text-accent"
                >
                  {run.name} <span className="font-normal text-faint">#{run.number}</span>
                </Link>
                <span className="block text-xs font-normal">
                  <RunStatusMark status={run.status} />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => {
            const members = rows.filter((row) => row.group === group);
            return (
              members.length > 0 && (
                <Fragment key={group}>
                  <tr>
                    <th scope="rowgroup" colSpan={runs.length + 1} className="pt-4 pb-1 text-xs font-medium text-faint">
                      {group}
                    </th>
                  </tr>
                  {members.map((row) => (
                    <Line key={row.name} row={row} />
                  ))}
                </Fragment>
              )
            );
          })}
        </tbody>
      </table>
      <p className="pt-3 text-muted">
        {rows.length === 0
          ? "The runs differ in nothing that is recorded."
          : alike > 0 && `${alike} more alike in all, not shown.`}
      </p>
    </div>
  );
}

function Line({ row }: { row: DifferenceRow }) {
  return (
    <tr className="border-b border-line">
      <th scope="row" className="h-8 max-w-48 truncate pr-2 font-normal text-muted" title={row.name}>
        {row.name}
      </th>
      {row.values.map((value, index) => (
        <td
          key={index}
          className={clsx(
            "max-w-48 truncate pl-4 text-right font-mono tabular-nums",
            index === row.best && "font-semibold text-accent",
          )}
          title={value}
        >
          {value || <span className="text-faint">–</span>}
          {index === row.best && <span className="sr-only">, the best</span>}
        </td>
      ))}
    </tr>
  );
}

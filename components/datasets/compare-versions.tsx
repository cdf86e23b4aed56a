"use client";
import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { describeColumn } from "@/lib/datasets/manifest";
import { count } from "@/lib/format/number";
import { type ColumnSide, compareColumns } from "./compare-columns";
import { Distribution } from "./distribution";

interface CompareVersionsProps {
  workspace: string;
  name: string;
  before: { id: string; number: number; rows: number };
  after: { id: string; number: number; rows: number };
}

/** Two versions of a dataset: rows, columns and what they hold. */
export function CompareVersions({ workspace, name, before, after }: CompareVersionsProps) {
  const trpc = useTRPC();
  const sides = [before, after];
  const versions = useQueries({
    queries: sides.map(({ number }) =>
      trpc.datasets.version.queryOptions({ workspace, name, number }, { staleTime: Infinity }),
    ),
  });
  const statistics = useQueries({
    queries: sides.map(({ id }) =>
      trpc.datasets.stats.queryOptions({ workspace, versionId: id }, { staleTime: Infinity }),
    ),
  });
  const failed = [...versions, ...statistics].find((query) => query.error);
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  const [old, now] = versions.map(({ data }, i): ColumnSide[] | undefined =>
    data?.columns.map((column, at) => ({ column, statistics: statistics[i]?.data?.[at] })),
  );
  if (!old || !now) return <SkeletonRows label="Loading both versions" />;
  const difference = after.rows - before.rows;
  return (
    <section aria-label={`Version ${before.number} and version ${after.number}`}>
      <p className="mb-3 text-muted">
        {count(before.rows)} → {count(after.rows)} rows
        {difference !== 0 && ` (${difference > 0 ? "+" : "−"}${count(Math.abs(difference))})`}
      </p>
      <div role="region" aria-label="Columns compared" tabIndex={0} className="overflow-x-auto">
        <table className="w-full min-w-[34rem] border-collapse text-left">
          <thead>
            <tr className="text-xs font-medium text-faint">
              {["Column", `@${before.number}`, `@${after.number}`, "What changed"].map((heading) => (
                <th key={heading} scope="col" className="h-8 border-b border-line pr-4 font-medium">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {compareColumns(old, now).map((column) => (
              <tr key={column.name} className="border-b border-line align-top">
                <th scope="row" className="max-w-48 truncate py-2 pr-4 font-medium">
                  {column.name}
                </th>
                <td className="py-2 pr-4">
                  <Side side={column.before} />
                </td>
                <td className="py-2 pr-4">
                  <Side side={column.after} />
                </td>
                <td className="py-2 text-muted">
                  {column.changes.join("; ") || <span className="text-faint">nothing in kind</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Side({ side }: { side: ColumnSide | null }) {
  if (!side) return <span className="text-faint">–</span>;
  return (
    <>
      <p className="text-xs text-faint">{describeColumn(side.column)}</p>
      {side.statistics && <Distribution column={side.column} statistics={side.statistics} />}
    </>
  );
}

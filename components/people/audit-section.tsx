"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { auditWords } from "./audit-words";
import { Section } from "./section";

const PAGE = 20;

/** Who did what that others must be able to trace. */
export function AuditSection({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const log = useInfiniteQuery(
    trpc.people.audit.list.infiniteQueryOptions(
      { workspace, limit: PAGE },
      { initialCursor: undefined, getNextPageParam: (last) => (last.length === PAGE ? last.at(-1)?.id : undefined) },
    ),
  );
  const entries = log.data?.pages.flat();
  return (
    <Section title="Audit log" hint="Changes of rights and of what is published. Nobody can alter it here.">
      {log.isPending && <SkeletonRows rows={3} label="Loading the log" />}
      {log.isError && <ErrorState error={log.error} onRetry={() => void log.refetch()} />}
      {entries?.length === 0 && <p className="text-muted">Nothing has happened yet.</p>}
      {entries && entries.length > 0 && (
        <ol className="divide-y divide-line border-y border-line">
          {entries.map((entry) => (
            <li key={entry.id} className="flex items-baseline gap-x-4 py-1.5">
              <span className="min-w-0 flex-1">
                <span className="font-medium">{entry.by ?? "Someone who left"}</span>{" "}
                <span className="text-muted">{auditWords(entry)}</span>
              </span>
              <TimeAgo date={entry.at} className="shrink-0 text-right text-xs text-muted" />
            </li>
          ))}
        </ol>
      )}
      {log.hasNextPage && (
        <Button
          variant="plain"
          size="sm"
          className="mt-2"
          busy={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          Show older entries
        </Button>
      )}
    </Section>
  );
}

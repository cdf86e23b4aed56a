"use client";
import { useQuery } from "@tanstack/react-query";
import Undo2 from "lucide-react/icons/undo-2";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { TimeAgo } from "@/components/ui/time-ago";
import { NotebookListSkeleton } from "./notebook-list";
import type { NotebookActions } from "./use-notebook-actions";

/** What was deleted, the latest first: nothing of it is lost, and it goes back to where it was. */
export function BinList({ workspace, actions }: { workspace: string; actions: NotebookActions | null }) {
  const trpc = useTRPC();
  const bin = useQuery(trpc.notebooks.list.queryOptions({ workspace, deleted: true }));
  if (bin.isPending) return <NotebookListSkeleton />;
  if (bin.error) return <ErrorState error={bin.error} onRetry={() => void bin.refetch()} />;
  if (bin.data.length === 0)
    return <EmptyState title="Nothing is deleted" hint="Deleted notebooks wait here, with all that is in them." />;
  return (
    <ul aria-label="Deleted notebooks" className="border-t border-line">
      {bin.data.map(({ id, title, folder, deletedAt, deletedBy }) => (
        <li key={id} className="flex h-11 items-center gap-4 border-b border-line">
          <span className="min-w-0 flex-1 truncate">
            <span className="font-medium">{title}</span>
            {folder && <span className="pl-2 text-xs text-faint">{folder}</span>}
          </span>
          <span className="truncate text-muted max-md:hidden">
            deleted {deletedAt && <TimeAgo date={deletedAt} />}
            {deletedBy && ` by ${deletedBy}`}
          </span>
          {actions && (
            <Button
              size="sm"
              icon={<Undo2 size={13} aria-hidden />}
              aria-label={`Restore ${title}`}
              onClick={() => actions.restore(id, title)}
            >
              Restore
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

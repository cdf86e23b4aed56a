"use client";
import { useQuery } from "@tanstack/react-query";
import Trash2 from "lucide-react/icons/trash-2";
import Undo2 from "lucide-react/icons/undo-2";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { IconButton } from "@/components/ui/icon-button";
import { Page, PageHeader } from "@/components/ui/page-header";
import { TimeAgo } from "@/components/ui/time-ago";
import { counted } from "@/lib/format/number";
import { NotebookListSkeleton } from "./notebook-list";
import type { NotebookRow } from "./notebook-row";
import type { NotebookActions } from "./use-notebook-actions";

interface BinPageProps {
  workspace: string;
  /** Null for who may only look. */
  actions: NotebookActions | null;
}

const noNotebooks: readonly NotebookRow[] = [];

/** What was deleted, the latest first: nothing of it is lost until somebody deletes it for good. */
export function BinPage({ workspace, actions }: BinPageProps) {
  const trpc = useTRPC();
  const bin = useQuery(trpc.notebooks.list.queryOptions({ workspace, deleted: true }));
  const [asked, setAsked] = useState(noNotebooks);
  const all = bin.data ?? noNotebooks;
  return (
    <Page>
      <PageHeader
        title="Deleted notebooks"
        above={
          <Link href="?" className="rounded-sm hover:text-ink">
            Notebooks
          </Link>
        }
        actions={
          actions &&
          all.length > 0 && (
            <Button
              variant="danger"
              icon={<Trash2 size={16} aria-hidden />}
              onClick={() => setAsked(all.slice(0, 500))}
            >
              Empty the bin
            </Button>
          )
        }
      />
      {bin.isPending && <NotebookListSkeleton />}
      {bin.error && <ErrorState error={bin.error} onRetry={() => void bin.refetch()} />}
      {bin.data?.length === 0 && (
        <EmptyState title="Nothing is deleted" hint="Deleted notebooks wait here, with all that is in them." />
      )}
      {all.length > 0 && (
        <ul aria-label="Deleted notebooks" className="border-t border-line">
          {all.map((notebook) => (
            <BinRow key={notebook.id} notebook={notebook} actions={actions} onErase={() => setAsked([notebook])} />
          ))}
        </ul>
      )}
      {actions && asked.length > 0 && (
        <EraseDialog notebooks={asked} actions={actions} onClose={() => setAsked(noNotebooks)} />
      )}
    </Page>
  );
}

interface BinRowProps {
  notebook: NotebookRow;
  actions: NotebookActions | null;
  onErase: () => void;
}

function BinRow({ notebook: { id, title, folder, deletedAt, deletedBy }, actions, onErase }: BinRowProps) {
  return (
    <li className="group flex h-11 items-center gap-4 border-b border-line">
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{title}</span>
        {folder && <span className="pl-2 text-xs text-faint">{folder}</span>}
      </span>
      <span className="truncate text-muted max-md:hidden">
        deleted {deletedAt && <TimeAgo date={deletedAt} />}
        {deletedBy && ` by ${deletedBy}`}
      </span>
      {actions && (
        <span className="flex items-center gap-1">
          <Button
            size="sm"
            icon={<Undo2 size={13} aria-hidden />}
            aria-label={`Restore ${title}`}
            onClick={() => actions.restore(id, title)}
          >
            Restore
          </Button>
          <IconButton
            label={`Delete ${title} for good`}
            size="sm"
            onClick={onErase}
            className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 max-md:opacity-100"
          >
            <Trash2 size={14} aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

interface EraseDialogProps {
  notebooks: readonly NotebookRow[];
  actions: NotebookActions;
  onClose: () => void;
}

function EraseDialog({ notebooks, actions, onClose }: EraseDialogProps) {
  const what = notebooks.length === 1 ? `“${notebooks[0]?.title}”` : counted(notebooks.length, "notebook");
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${what} for good?`}
      description="The cells, their history and their results go, and nobody can bring them back. Runs and models that were made in them stay."
      confirm="Delete for good"
      busy={actions.erasing}
      onConfirm={() => actions.erase(notebooks, onClose)}
    />
  );
}

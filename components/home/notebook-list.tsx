"use client";
import clsx from "clsx";
import { type KeyboardEvent, useState, lazy, Suspense } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { LateBoundary } from "@/components/ui/late-boundary";
import { NotebookListRow, notebookColumns } from "./notebook-list-row";
import type { NotebookRow } from "./notebook-row";
import { SelectionBar } from "./selection-bar";
import type { NotebookActions } from "./use-notebook-actions";
import { useSelection } from "./use-selection";

const OrganizeDialog = lazy(() => import("./organize-dialog"));

interface NotebookListProps {
  workspace: string;
  notebooks: readonly NotebookRow[];
  /** The folder that is listed: of what lies elsewhere the folder is said. */
  folder: string;
  /** Of the workspace: their folders and tags are offered to others. */
  all: readonly NotebookRow[];
  mayEdit: boolean;
  actions: NotebookActions;
}

const noNotebooks: readonly NotebookRow[] = [];

export function NotebookList({ workspace, notebooks, folder, all, mayEdit, actions }: NotebookListProps) {
  const [organized, setOrganized] = useState(noNotebooks);
  const selection = useSelection(notebooks);
  return (
    <div className="relative">
      {selection.chosen.length > 0 && (
        <SelectionBar
          workspace={workspace}
          selection={selection}
          actions={mayEdit ? actions : null}
          onOrganize={() => setOrganized(selection.chosen)}
        />
      )}
      <div role="table" aria-label="Notebooks">
        <div role="rowgroup">
          <div
            role="row"
            className={clsx(notebookColumns, "h-8 border-b border-line text-xs font-medium text-faint max-md:sr-only")}
          >
            <span role="columnheader">
              <span className="sr-only">Selected</span>
            </span>
            <span role="columnheader">Title</span>
            <span role="columnheader">People</span>
            <span role="columnheader">Last run</span>
            <span role="columnheader">Changed</span>
            <span role="columnheader">
              <span className="sr-only">More</span>
            </span>
          </div>
        </div>
        <div role="rowgroup" onKeyDown={moveBetweenRows}>
          {notebooks.map((notebook) => (
            <NotebookListRow
              key={notebook.id}
              workspace={workspace}
              notebook={notebook}
              folder={folder}
              mayEdit={mayEdit}
              actions={actions}
              selection={selection}
              onOrganize={() => setOrganized([notebook])}
            />
          ))}
        </div>
      </div>
      {organized.length > 0 && (
        <LateBoundary>
          <Suspense>
            <OrganizeDialog
              notebooks={organized}
              all={all}
              actions={actions}
              onClose={() => setOrganized(noNotebooks)}
            />
          </Suspense>
        </LateBoundary>
      )}
    </div>
  );
}

function moveBetweenRows(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>("a[data-row]")];
  const place = links.findIndex((link) => link === document.activeElement);
  if (place < 0) return;
  event.preventDefault();
  links[Math.max(0, place + (event.key === "ArrowDown" ? 1 : -1))]?.focus();
}

const widths = ["w-52", "w-36", "w-60", "w-44"];

export function NotebookListSkeleton() {
  return (
    <div role="status" aria-busy="true" className="pt-8">
      <span className="sr-only">Loading notebooks</span>
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className={clsx(notebookColumns, "h-10 border-b border-line")}>
          <Skeleton className="size-3.5" />
          <Skeleton className={clsx("h-3", widths[index % widths.length])} />
          <Skeleton className="h-3 w-10 max-md:hidden" />
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 w-20 max-md:hidden" />
        </div>
      ))}
    </div>
  );
}

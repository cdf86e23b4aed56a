"use client";
import clsx from "clsx";
import CopyPlus from "lucide-react/icons/copy-plus";
import Ellipsis from "lucide-react/icons/ellipsis";
import FolderInput from "lucide-react/icons/folder-input";
import Pencil from "lucide-react/icons/pencil";
import Trash2 from "lucide-react/icons/trash-2";
import Link from "next/link";
import { type KeyboardEvent, useState, lazy, Suspense } from "react";
import { keyOf } from "@/components/commands/commands";
import { Avatar } from "@/components/ui/avatar";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { LateBoundary } from "@/components/ui/late-boundary";
import { TimeAgo } from "@/components/ui/time-ago";
import { personColor } from "@/lib/collab/color";
import type { NotebookRow } from "./notebook-row";
import { RunState } from "./run-state";
import type { NotebookActions } from "./use-notebook-actions";

const OrganizeDialog = lazy(() => import("./organize-dialog"));

const columns =
  "grid grid-cols-[minmax(0,1fr)_88px_184px_128px_32px] items-center gap-x-4 max-md:grid-cols-[minmax(0,1fr)_auto_32px]";

/** Under this type a drag carries the id of a notebook. */
export const NOTEBOOK_DRAG = "application/x-quire-notebook";

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

export function NotebookList({ workspace, notebooks, folder, all, mayEdit, actions }: NotebookListProps) {
  const [organized, setOrganized] = useState<NotebookRow | null>(null);
  return (
    <div role="table" aria-label="Notebooks">
      <div role="rowgroup">
        <div
          role="row"
          className={clsx(columns, "h-8 border-b border-line text-xs font-medium text-faint max-md:sr-only")}
        >
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
          <Row
            key={notebook.id}
            workspace={workspace}
            notebook={notebook}
            folder={folder}
            mayEdit={mayEdit}
            actions={actions}
            onOrganize={() => setOrganized(notebook)}
          />
        ))}
      </div>
      {organized && (
        <LateBoundary>
          <Suspense>
            <OrganizeDialog notebook={organized} all={all} actions={actions} onClose={() => setOrganized(null)} />
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

function Row({
  workspace,
  notebook,
  folder,
  mayEdit,
  actions,
  onOrganize,
}: Omit<NotebookListProps, "notebooks" | "all"> & { notebook: NotebookRow; onOrganize: () => void }) {
  const [renaming, setRenaming] = useState(false);
  const rename = (title: string | null) => {
    setRenaming(false);
    if (title && title !== notebook.title) actions.rename(notebook.id, title);
  };
  return (
    <div
      role="row"
      className={clsx(
        columns,
        "group relative h-10 border-b border-line has-[a[data-row]:focus-visible]:outline-2 has-[a[data-row]:focus-visible]:-outline-offset-2 has-[a[data-row]:focus-visible]:outline-accent",
        "[contain-intrinsic-size:auto_40px] [content-visibility:auto]",
      )}
    >
      <div role="cell" className="min-w-0">
        {renaming ? (
          <TitleField title={notebook.title} onDone={rename} />
        ) : (
          <Link
            data-row
            href={`/w/${workspace}/notebooks/${notebook.id}`}
            onKeyDown={(event) => mayEdit && event.key === "F2" && setRenaming(true)}
            draggable={mayEdit}
            onDragStart={(event) => {
              event.dataTransfer.setData(NOTEBOOK_DRAG, notebook.id);
              event.dataTransfer.effectAllowed = "copyMove";
            }}
            className="flex min-w-0 items-baseline gap-2 outline-none after:absolute after:inset-0"
          >
            <span className="truncate font-medium transition-colors group-hover:text-accent">{notebook.title}</span>
            {notebook.folder !== folder && <span className="truncate text-xs text-faint">{notebook.folder}</span>}
            {notebook.tags.length > 0 && (
              <span className="truncate text-xs text-faint">{notebook.tags.map((tag) => `#${tag}`).join(" ")}</span>
            )}
          </Link>
        )}
      </div>
      <div role="cell" className="max-md:hidden">
        <People notebook={notebook} />
      </div>
      <div role="cell">
        <RunState run={notebook.lastExecution} />
      </div>
      <div role="cell" className="truncate text-muted max-md:hidden">
        <TimeAgo date={notebook.updatedAt} />
      </div>
      <div role="cell" className="relative z-10">
        {mayEdit && (
          <Menu
            align="end"
            trigger={
              <IconButton
                label={`More for ${notebook.title}`}
                size="sm"
                className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 max-md:opacity-100"
              >
                <Ellipsis size={16} aria-hidden />
              </IconButton>
            }
          >
            <MenuItem
              icon={<Pencil size={14} aria-hidden />}
              shortcut={keyOf("notebook.rename")}
              onSelect={() => setTimeout(() => setRenaming(true), 0)}
            >
              Rename
            </MenuItem>
            <MenuItem icon={<CopyPlus size={14} aria-hidden />} onSelect={() => actions.duplicate(notebook.id)}>
              Duplicate
            </MenuItem>
            <MenuItem icon={<FolderInput size={14} aria-hidden />} onSelect={() => setTimeout(onOrganize, 0)}>
              Folder and tags…
            </MenuItem>
            <MenuSeparator />
            <MenuItem
              icon={<Trash2 size={14} aria-hidden />}
              danger
              onSelect={() => actions.remove(notebook.id, notebook.title)}
            >
              Delete
            </MenuItem>
          </Menu>
        )}
      </div>
    </div>
  );
}

/** The title as a field in its place: Enter keeps, Escape and an empty title leave it as it was. */
export function TitleField({
  title,
  onDone,
  className,
}: {
  title: string;
  onDone: (title: string | null) => void;
  className?: string;
}) {
  return (
    <input
      autoFocus
      defaultValue={title}
      maxLength={200}
      aria-label="Title"
      onFocus={(event) => event.target.select()}
      onBlur={(event) => onDone(event.target.value.trim() || null)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          event.stopPropagation();
          event.currentTarget.value = title;
          event.currentTarget.blur();
        }
      }}
      className={clsx(
        "relative z-10 -mx-1 h-7 w-full rounded-sm border border-accent bg-raised px-1 font-medium outline-none",
        className,
      )}
    />
  );
}

/** Who has it open now, then who wrote in it; the first stand out by a ring. */
function People({ notebook }: { notebook: NotebookRow }) {
  const here = new Set(notebook.here.map(({ id }) => id));
  const people = [...notebook.here, ...notebook.editors.filter(({ id }) => !here.has(id))];
  const shown = people.slice(0, 3);
  return (
    <span className="flex -space-x-1">
      {shown.map(({ id, name }) => (
        <Avatar
          key={id}
          name={here.has(id) ? `${name}, here now` : name}
          initialsOf={name}
          color={personColor(id)}
          size={20}
          className={here.has(id) ? "ring-2 ring-accent" : "ring-2 ring-page"}
        />
      ))}
      {people.length > shown.length && (
        <span className="pl-2.5 text-xs leading-5 text-faint">+{people.length - shown.length}</span>
      )}
    </span>
  );
}

const widths = ["w-52", "w-36", "w-60", "w-44"];

export function NotebookListSkeleton() {
  return (
    <div role="status" aria-busy="true" className="pt-8">
      <span className="sr-only">Loading notebooks</span>
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className={clsx(columns, "h-10 border-b border-line")}>
          <Skeleton className={clsx("h-3", widths[index % widths.length])} />
          <Skeleton className="h-3 w-10 max-md:hidden" />
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 w-20 max-md:hidden" />
        </div>
      ))}
    </div>
  );
}

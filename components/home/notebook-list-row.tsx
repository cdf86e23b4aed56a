"use client";
import clsx from "clsx";
import CopyPlus from "lucide-react/icons/copy-plus";
import Ellipsis from "lucide-react/icons/ellipsis";
import FolderInput from "lucide-react/icons/folder-input";
import NotebookText from "lucide-react/icons/notebook-text";
import Pencil from "lucide-react/icons/pencil";
import SquareCheck from "lucide-react/icons/square-check";
import Trash2 from "lucide-react/icons/trash-2";
import Link from "next/link";
import { useState } from "react";
import { keyOf } from "@/components/commands/commands";
import { Avatar } from "@/components/ui/avatar";
import { Checkbox } from "@/components/ui/checkbox";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { TimeAgo } from "@/components/ui/time-ago";
import { personColor } from "@/lib/collab/color";
import { asDragged, NOTEBOOK_DRAG } from "./notebook-drag";
import type { NotebookRow } from "./notebook-row";
import { RunState } from "./run-state";
import { TitleField } from "./title-field";
import type { NotebookActions } from "./use-notebook-actions";
import { type NotebookSelection, ROW_ATTRIBUTE } from "./use-selection";

/** Of a row, and of the heads above. */
export const notebookColumns =
  "grid grid-cols-[16px_minmax(0,1fr)_88px_184px_128px_32px] items-center gap-x-4 max-md:grid-cols-[16px_minmax(0,1fr)_auto_32px] max-md:gap-x-3";

interface NotebookListRowProps {
  workspace: string;
  notebook: NotebookRow;
  /** The folder that is listed: of what lies elsewhere the folder is said. */
  folder: string;
  mayEdit: boolean;
  actions: NotebookActions;
  selection: NotebookSelection;
  onOrganize: () => void;
}

export function NotebookListRow({
  workspace,
  notebook,
  folder,
  mayEdit,
  actions,
  selection,
  onOrganize,
}: NotebookListRowProps) {
  const [renaming, setRenaming] = useState(false);
  const rename = (title: string | null) => {
    setRenaming(false);
    if (title && title !== notebook.title) actions.rename(notebook.id, title);
  };
  const isChosen = selection.isChosen(notebook.id);
  return (
    <div
      role="row"
      {...{ [ROW_ATTRIBUTE]: notebook.id }}
      className={clsx(
        notebookColumns,
        isChosen && "bg-accent-soft",
        "group relative h-10 border-b border-line has-[a[data-row]:focus-visible]:outline-2 has-[a[data-row]:focus-visible]:-outline-offset-2 has-[a[data-row]:focus-visible]:outline-accent",
        "[contain-intrinsic-size:auto_40px] [content-visibility:auto]",
      )}
    >
      <div role="cell" className="relative z-10 flex size-4 items-center justify-center">
        <SelectBox notebook={notebook} selection={selection} />
      </div>
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
              const dragged = isChosen ? selection.chosen : [notebook];
              event.dataTransfer.setData(NOTEBOOK_DRAG, asDragged(dragged.map(({ id }) => id)));
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
              icon={<SquareCheck size={14} aria-hidden />}
              shortcut={keyOf("home.select")}
              onSelect={() => selection.toggle(notebook.id)}
            >
              {isChosen ? "Do not select" : "Select"}
            </MenuItem>
            <MenuSeparator />
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
            <MenuItem icon={<Trash2 size={14} aria-hidden />} danger onSelect={() => actions.remove([notebook])}>
              Delete
            </MenuItem>
          </Menu>
        )}
      </div>
    </div>
  );
}

/** Stands in for the row's sign while it is pointed at or has the focus, and in all rows once one is chosen. */
function SelectBox({ notebook, selection }: Pick<NotebookListRowProps, "notebook" | "selection">) {
  const shown = selection.chosen.length > 0;
  return (
    <>
      <NotebookText
        size={15}
        aria-hidden
        className={clsx(
          "pointer-events-none absolute text-faint transition-opacity",
          shown ? "opacity-0" : "md:group-focus-within:opacity-0 md:group-hover:opacity-0",
        )}
      />
      <Checkbox
        aria-label={`Select ${notebook.title}`}
        checked={selection.isChosen(notebook.id)}
        onClick={({ shiftKey }) => selection.toggle(notebook.id, shiftKey)}
        readOnly
        className={clsx(
          "-m-2 p-2 transition-opacity",
          !shown && "opacity-0 max-md:pointer-events-none md:group-focus-within:opacity-100 md:group-hover:opacity-100",
        )}
      />
    </>
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

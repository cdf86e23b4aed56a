"use client";
import clsx from "clsx";
import ChevronRight from "lucide-react/icons/chevron-right";
import FolderIcon from "lucide-react/icons/folder";
import Pencil from "lucide-react/icons/pencil";
import Link from "next/link";
import { type DragEvent, Fragment, type ReactNode, useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { counted } from "@/lib/format/number";
import { type Folder, folderName, folderParts, parentFolder } from "@/lib/notebook/places/folders";
import { draggedNotebooks, NOTEBOOK_DRAG } from "./notebook-drag";
import { TitleField } from "./title-field";
import type { NotebookActions } from "./use-notebook-actions";
import { placeQuery } from "./use-list-address";

interface DropTargetProps {
  folder: string;
  actions: NotebookActions | null;
  className?: string;
  children: ReactNode;
}

/** A folder takes notebooks that are dropped on it. */
function DropTarget({ folder, actions, className, children }: DropTargetProps) {
  const [over, setOver] = useState(false);
  const isNotebook = (event: DragEvent) => actions !== null && event.dataTransfer.types.includes(NOTEBOOK_DRAG);
  return (
    <div
      className={clsx(className, over && "bg-accent-soft")}
      onDragOver={(event) => {
        if (!isNotebook(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!isNotebook(event)) return;
        event.preventDefault();
        actions?.moveTo(draggedNotebooks(event.dataTransfer.getData(NOTEBOOK_DRAG)), folder);
      }}
    >
      {children}
    </div>
  );
}

interface FolderRowsProps {
  folders: readonly Folder[];
  /** Null for who may not arrange them. */
  actions: NotebookActions | null;
}

/** The folders of a place, before its notebooks. */
export function FolderRows({ folders, actions }: FolderRowsProps) {
  if (folders.length === 0) return null;
  return (
    <ul aria-label="Folders" className="border-t border-line">
      {folders.map((folder) => (
        <li key={folder.path}>
          <FolderRow folder={folder} actions={actions} />
        </li>
      ))}
    </ul>
  );
}

function FolderRow({ folder: { path, notebooks }, actions }: { folder: Folder; actions: NotebookActions | null }) {
  const [renaming, setRenaming] = useState(false);
  const rename = (name: string | null) => {
    setRenaming(false);
    if (name && name !== folderName(path))
      actions?.moveFolder(path, [parentFolder(path), name].filter(Boolean).join("/"));
  };
  return (
    <DropTarget
      folder={path}
      actions={actions}
      className="group relative flex h-10 items-center gap-4 max-md:gap-3 border-b border-line has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent"
    >
      <FolderIcon size={16} aria-hidden className="shrink-0 text-faint" />
      {renaming ? (
        <TitleField title={folderName(path)} onDone={rename} className="max-w-72" />
      ) : (
        <Link
          href={placeQuery({ folder: path })}
          data-row
          className="truncate font-medium outline-none transition-colors group-hover:text-accent after:absolute after:inset-0"
        >
          {folderName(path)}
        </Link>
      )}
      <span className="text-xs text-faint">{counted(notebooks, "notebook")}</span>
      <span className="flex-1" />
      {actions && (
        <IconButton
          label={`Rename the folder ${folderName(path)}`}
          size="sm"
          onClick={() => setRenaming(true)}
          className="relative z-10 opacity-0 group-hover:opacity-100 focus-visible:opacity-100 max-md:opacity-100"
        >
          <Pencil size={13} aria-hidden />
        </IconButton>
      )}
    </DropTarget>
  );
}

/** Where one is, and the way back up; a notebook dropped on a name goes there. */
export function FolderPath({ folder, actions }: { folder: string; actions: NotebookActions | null }) {
  const parts = folderParts(folder);
  return (
    <nav aria-label="Folder" className="flex flex-wrap items-center gap-1">
      {["", ...parts].map((name, index) => {
        const path = parts.slice(0, index).join("/");
        return (
          <Fragment key={path}>
            {index > 0 && <ChevronRight size={16} aria-hidden className="text-faint" />}
            {index === parts.length ? (
              <span>{name || "Notebooks"}</span>
            ) : (
              <DropTarget folder={path} actions={actions} className="rounded-sm">
                <Link href={placeQuery({ folder: path }) || "?"} className="rounded-sm text-muted hover:text-ink">
                  {name || "Notebooks"}
                </Link>
              </DropTarget>
            )}
          </Fragment>
        );
      })}
    </nav>
  );
}

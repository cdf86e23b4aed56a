"use client";
import Download from "lucide-react/icons/download";
import FolderInput from "lucide-react/icons/folder-input";
import Trash2 from "lucide-react/icons/trash-2";
import X from "lucide-react/icons/x";
import { useState } from "react";
import { keyOf } from "@/components/commands/commands";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { counted } from "@/lib/format/number";
import type { FileFormat } from "@/lib/notebook/formats/export-file";
import type { NotebookActions } from "./use-notebook-actions";
import type { NotebookSelection } from "./use-selection";

interface SelectionBarProps {
  workspace: string;
  selection: NotebookSelection;
  /** Null for who may only look. */
  actions: NotebookActions | null;
  onOrganize: () => void;
}

const formats: readonly [FileFormat, string][] = [
  ["nb.ts", "TypeScript (.nb.ts)"],
  ["ipynb", "Jupyter (.ipynb)"],
  ["md", "Markdown (.md)"],
  ["html", "Pages (.html)"],
];

/** What can be done with the chosen notebooks together. Lies over the heads of the columns, so that no row moves. */
export function SelectionBar({ workspace, selection, actions, onOrganize }: SelectionBarProps) {
  const { chosen, clear } = selection;
  const [exporting, setExporting] = useState(false);
  const save = async (format: FileFormat) => {
    setExporting(true);
    try {
      // It comes when it is needed: the list must stand at once.
      const { exportNotebooks } = await import("./export-notebooks");
      await exportNotebooks(workspace, chosen, format);
    } catch (error) {
      toast.error(errorText(error).message);
    } finally {
      setExporting(false);
    }
  };
  return (
    <div
      role="group"
      aria-label="Selected notebooks"
      className="z-20 flex h-8 items-center gap-1 border-b border-line bg-page max-md:sticky max-md:top-0 max-md:h-10 md:absolute md:inset-x-0 md:top-0"
    >
      <IconButton
        label="Select none"
        shortcut={keyOf("home.clearSelection")}
        size="sm"
        onClick={clear}
        className="-ml-1.5"
      >
        <X size={15} aria-hidden />
      </IconButton>
      <span role="status" className="flex-1 truncate pl-1 font-medium">
        {chosen.length} selected
      </span>
      {actions && (
        <Button size="sm" variant="plain" icon={<FolderInput size={14} aria-hidden />} onClick={onOrganize}>
          <span className="max-sm:sr-only">Folder and tags…</span>
        </Button>
      )}
      <Menu
        align="end"
        trigger={
          <Button size="sm" variant="plain" busy={exporting} icon={<Download size={14} aria-hidden />}>
            <span className="max-sm:sr-only">Export</span>
          </Button>
        }
      >
        {formats.map(([format, name]) => (
          <MenuItem key={format} onSelect={() => void save(format)}>
            {name}
          </MenuItem>
        ))}
      </Menu>
      {actions && (
        <Button
          size="sm"
          variant="plain"
          icon={<Trash2 size={14} aria-hidden />}
          aria-label={`Delete ${counted(chosen.length, "notebook")}`}
          onClick={() => {
            actions.remove(chosen);
            clear();
          }}
        >
          <span className="max-sm:sr-only">Delete</span>
        </Button>
      )}
    </div>
  );
}

"use client";
import clsx from "clsx";
import FileUp from "lucide-react/icons/file-up";
import { type DragEvent, useId, useState } from "react";

interface DropZoneProps {
  files: readonly File[];
  disabled: boolean;
  onFiles: (files: readonly File[]) => void;
}

/** A place to drop files on, which is also the button that chooses them. */
export function DropZone({ files, disabled, onFiles }: DropZoneProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (list: FileList | null) => list && list.length > 0 && onFiles([...list].slice(0, 2));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    if (!disabled) take(event.dataTransfer.files);
  };
  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={clsx(
        "flex flex-col items-center gap-1 rounded-md border border-dashed px-4 text-center transition-colors has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent",
        files.length > 0 ? "py-3" : "py-8",
        over ? "border-accent bg-accent-soft" : "border-line-strong hover:bg-hover/50",
        disabled ? "opacity-50" : "cursor-pointer",
      )}
    >
      <FileUp size={18} aria-hidden className="text-faint" />
      <span>{files.length > 0 ? "Choose another file" : "Drop a file here, or choose one"}</span>
      {files.length === 0 && <span className="text-xs text-faint">For IDX choose images and labels together.</span>}
      <input
        id={id}
        type="file"
        multiple
        disabled={disabled}
        className="sr-only"
        accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.zip,.gz,.idx,.idx1-ubyte,.idx3-ubyte,*/*"
        onChange={(event) => take(event.target.files)}
      />
    </label>
  );
}

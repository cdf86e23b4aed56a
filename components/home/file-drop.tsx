"use client";
import FileUp from "lucide-react/icons/file-up";
import { type DragEvent, type ReactNode, useRef, useState } from "react";

interface FileDropProps {
  /** Undefined where nothing may be dropped. */
  onFiles: ((files: readonly File[]) => void) | undefined;
  children: ReactNode;
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");

/** The whole list takes files that are dropped on it. */
export function FileDrop({ onFiles, children }: FileDropProps) {
  const [over, setOver] = useState(false);
  // Each thing within tells of entering and leaving, too.
  const depth = useRef(0);
  if (!onFiles) return children;
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  return (
    <div
      className="relative"
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDragLeave={(event) => {
        if (!hasFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) leave();
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        leave();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && (
        <div className="pointer-events-none absolute inset-0 z-20 flex min-h-40 items-start justify-center rounded-md border border-dashed border-accent bg-accent-soft/80 pt-16">
          <span className="flex items-center gap-2 font-medium">
            <FileUp size={16} aria-hidden /> Drop to import: .nb.ts, .ipynb or .md
          </span>
        </div>
      )}
    </div>
  );
}

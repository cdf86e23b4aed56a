"use client";
import { memo, useMemo } from "react";
import type { PlacedChunk } from "@/lib/protocol/execution";
import { BlobOutput } from "./blob-output";
import { bundleActions } from "./bundle-actions";
import { ConsoleOutput } from "./console-output";
import { ErrorOutputView } from "./error-output";
import { foldChunks, type OutputItem } from "./fold-chunks";
import { MimeOutput } from "./mime-output";
import { OutputFrame } from "./output-frame";
import { ProgressOutput } from "./progress-output";

interface OutputListProps {
  chunks: readonly PlacedChunk[];
  running: boolean;
  /** Scrolls the editor to that line of the cell. */
  onGoToLine?: (line: number) => void;
}

/** All that a cell has shown, in order. */
export const OutputList = memo(function OutputList({ chunks, running, onGoToLine }: OutputListProps) {
  const items = useMemo(() => foldChunks(chunks), [chunks]);
  return (
    <div className="flex flex-col gap-3">
      {items.map((item) => (
        <OutputItemView key={item.key} item={item} running={running} onGoToLine={onGoToLine} />
      ))}
    </div>
  );
});

interface OutputItemProps extends Omit<OutputListProps, "chunks"> {
  item: OutputItem;
}

const OutputItemView = memo(function OutputItemView({ item, running, onGoToLine }: OutputItemProps) {
  switch (item.kind) {
    case "display":
    case "result":
      return Object.keys(item.bundle).length === 0 ? null : (
        <OutputFrame label={item.kind === "result" ? "Result" : "Output"} actions={bundleActions(item.bundle)}>
          <MimeOutput bundle={item.bundle} />
        </OutputFrame>
      );
    case "console":
      return (
        <OutputFrame label="Printed lines" actions={{}}>
          <ConsoleOutput lines={item.lines} folded={item.folded} />
        </OutputFrame>
      );
    case "progress":
      return <ProgressOutput progress={item.progress} running={running} />;
    case "error":
      return <ErrorOutputView error={item.error} onGoToLine={onGoToLine} />;
    case "blob":
      return (
        <BlobOutput hash={item.hash}>
          {(chunk) => (
            <OutputList chunks={[{ seq: 0, chunk, blobHash: null }]} running={running} onGoToLine={onGoToLine} />
          )}
        </BlobOutput>
      );
    case "truncated":
      return <p className="text-xs text-warn">Output cut off: {item.reason}</p>;
  }
});

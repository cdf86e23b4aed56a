"use client";
import { lazy, Suspense } from "react";
import type { Cell } from "@/lib/notebook/doc";
import { CellCode } from "./cell-code";
import { useSession } from "./session-context";
import { useCellText } from "./use-cell-text";

const MarkdownText = lazy(() => import("@/components/outputs/markdown-text"));

/** Text: typeset where it is read, its source in the same place where it is edited. */
export function MarkdownCell({ cell, editing }: { cell: Cell; editing: boolean }) {
  const session = useSession();
  const text = useCellText(cell.text);
  if (editing) return <CellCode cell={cell} />;
  if (!text.trim())
    return (
      <p className="prose py-1 text-faint" onDoubleClick={() => session.edit(cell.id)}>
        {session.readOnly ? "" : "Empty text. Press Enter to write."}
      </p>
    );
  return (
    <div onDoubleClick={() => session.edit(cell.id)} className="py-1">
      <Suspense fallback={<div className="prose whitespace-pre-wrap">{text}</div>}>
        <MarkdownText text={text} />
      </Suspense>
    </div>
  );
}

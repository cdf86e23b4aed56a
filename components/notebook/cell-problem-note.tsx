"use client";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import type { CellProblem } from "@/lib/graph/cell-problem";
import { fixesOf } from "@/lib/graph/fixes";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

/** What is wrong with the text itself is marked in the editor. */
export const isShownAsNote = (problem: CellProblem | null | undefined): problem is CellProblem =>
  problem != null && problem.code !== "syntax" && problem.code !== "unsupported";

/** What the names of a cell are at odds with, before anybody runs it: whose they are, and what mends it in one press. */
export function CellProblemNote({ cellId }: { cellId: string }) {
  const session = useSession();
  const node = useStore(session.kernelOf.graph, (graph) => graph.nodes.get(cellId));
  const told = node?.problem ?? node?.notice;
  if (!isShownAsNote(told)) return null;
  return <Note cellId={cellId} told={told} blocks={node?.problem !== null} />;
}

function Note({ cellId, told, blocks }: { cellId: string; told: CellProblem; blocks: boolean }) {
  const session = useSession();
  const { graph } = session.kernelOf;
  const fixes = useMemo(
    () => (blocks && !session.readOnly ? fixesOf(graph.getSnapshot(), cellId) : []),
    // A problem is another object whenever the graph is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [told, blocks],
  );
  const order = session.cells.getSnapshot().map(({ id }) => id);
  return (
    <div
      role="group"
      aria-label={blocks ? "Problem" : "Notice"}
      className={`mt-2 border-l-2 pl-3 text-[13px] ${blocks ? "border-danger" : "border-amber"}`}
    >
      <p>{told.message}</p>
      <div className="mt-1.5 flex flex-wrap items-center gap-2">
        {fixes.map((fix) => (
          <Button key={fix.title} size="sm" onClick={() => session.applyFix(cellId, fix)}>
            {fix.title}
          </Button>
        ))}
        {told.cells.map((id) => (
          <Button key={id} size="sm" variant="plain" onClick={() => session.reveal(id, false)}>
            Show cell {order.indexOf(id) + 1}
          </Button>
        ))}
      </div>
    </div>
  );
}

"use client";
import clsx from "clsx";
import { useState } from "react";
import { OutputPlaceProvider } from "@/components/outputs/output-context";
import { OutputList } from "@/components/outputs/output-list";
import { CellCaption } from "./cell-caption";
import type { PlacedChunk } from "@/lib/protocol/execution";
import type { CellExecution } from "./execution-store";
import type { CellStatus } from "./cell-status";
import { isShownAsNote } from "./cell-problem-note";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

/**
 * A run that has shown nothing yet leaves what stood there: the page does not jump, and a control that is held at that moment
 * stays in the hand.
 */
function useSteadyChunks(shown: CellExecution | null): readonly PlacedChunk[] {
  const [steady, setSteady] = useState(shown);
  const begins = shown?.execution.endedAt === null && shown.chunks.length === 0;
  if (!begins && steady !== shown) setSteady(shown);
  return (begins ? steady : shown)?.chunks ?? [];
}

const elsewhere = { viewer: null };

/** What the cell showed when it last ran, and who ran it. A stale result fades and says why. */
export function CellOutput({ cellId, status }: { cellId: string; status: CellStatus }) {
  const session = useSession();
  const shown = useStore(session.outputs, (outputs) => outputs.of(cellId));
  const error = useStore(session.cellStates, (states) => states.errorOf(cellId));
  const problem = useStore(session.kernelOf.graph, (graph) => graph.nodes.get(cellId)?.problem);
  const chunks = useSteadyChunks(shown);
  if (!shown) return null;
  const { execution, isLocal } = shown;
  const place = session.kernels.placeOf({ isLocal, sessionId: execution.sessionId });
  const running = execution.status === "running" || execution.status === "queued";
  const stale = status.state === "stale";
  // The note above the output says it, with what mends it.
  const isNoted = isShownAsNote(problem) && error?.message === problem.message;
  return (
    <div data-testid="output" className="pt-2 pb-1" aria-busy={running}>
      <div className={clsx("transition-opacity", stale && "opacity-60")}>
        <OutputPlaceProvider value={place ?? elsewhere}>
          {!isNoted && (
            <OutputList chunks={chunks} running={running} onGoToLine={(line) => session.goToLine(cellId, line)} />
          )}
        </OutputPlaceProvider>
      </div>
      <CellCaption
        execution={execution}
        status={status}
        onRun={session.readOnly ? undefined : () => session.run(cellId)}
        onStartOver={session.readOnly ? undefined : () => session.startOver(cellId)}
      />
    </div>
  );
}

"use client";
import clsx from "clsx";
import Ban from "lucide-react/icons/ban";
import ChevronRight from "lucide-react/icons/chevron-right";
import Pin from "lucide-react/icons/pin";
import SlidersHorizontal from "lucide-react/icons/sliders-horizontal";
import { type FocusEvent, memo, useEffect, useRef } from "react";
import { keyOf } from "@/components/commands/commands";
import { CellJob } from "@/components/jobs/cell-job";
import { Tooltip } from "@/components/ui/tooltip";
import type { CellHold } from "@/lib/graph/notebook-graph";
import type { Cell } from "@/lib/notebook/doc";
import { isParameters } from "@/lib/notebook/parameters";
import { readHold } from "@/lib/notebook/run-settings";
import { CellCode } from "./cell-code";
import { CellGutter } from "./cell-gutter";
import { CellMenu } from "./cell-menu";
import { CellProblemNote } from "./cell-problem-note";
import { CellOutput } from "./cell-output";
import type { CellStatus } from "./cell-status";
import { HiddenCode, HiddenOutput, useHidden, useIsFound } from "./hidden-part";
import { headingsOf } from "./sections";
import { useCellText } from "./use-cell-text";
import { DragHandle } from "./cell-dnd";
import { ResultName } from "./result-name";
import { MarkdownCell } from "./markdown-cell";
import { useSession } from "./session-context";
import { stateWords } from "./state-mark";
import { useStore } from "./use-store";

interface CellViewProps {
  cell: Cell;
  /** Counted from 1. */
  place: number;
  selected: boolean;
}

const kindWords = { ts: "code", md: "text", sql: "SQL" } as const;

/** One cell: its mark, its text, what it showed. */
export const CellView = memo(function CellView({ cell, place, selected }: CellViewProps) {
  const session = useSession();
  const { ui } = session;
  const active = useStore(ui, (state) => state.active === cell.id);
  const editing = useStore(ui, (state) => state.active === cell.id && state.editing);
  const status = useStore(session.cellStates, (state) => state.of(cell.id));
  const runs = useStore(session.cellStates, (state) => state.runsOf(cell.id));
  // Of text the source is looked through: it is shown where something is found.
  const found = useIsFound(cell.id) && cell.type === "md";
  const root = useRef<HTMLElement>(null);

  useEffect(() => {
    const element = root.current;
    if (!active || editing || !element || element.contains(document.activeElement)) return;
    // A dialog, a menu or the find bar that is open keeps the focus; it gives it back itself.
    if (document.activeElement?.closest("[role=dialog],[role=menu],[role=search]")) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }, [active, editing]);

  const onFocus = (event: FocusEvent) => {
    if (event.target.closest("[data-cell-editor]")) ui.edit(cell.id);
    else if (!active || editing) ui.select(cell.id);
  };
  const isCode = cell.type !== "md";
  const canRun = isCode && !session.readOnly;

  return (
    <section
      ref={root}
      data-cell={cell.id}
      data-active={active}
      data-editing={editing}
      data-state={status.state}
      tabIndex={active ? 0 : -1}
      aria-label={`Cell ${place}, ${kindWords[cell.type]}${isCode ? `, ${stateWords[status.state]}` : ""}`}
      aria-current={active || undefined}
      onFocus={onFocus}
      className={clsx(
        "group/cell relative grid grid-cols-[40px_minmax(0,1fr)] rounded-md py-1.5 pr-3 outline-none max-md:grid-cols-[32px_minmax(0,1fr)] max-md:pr-1",
        "[contain-intrinsic-size:auto_96px] [content-visibility:auto] focus-within:[content-visibility:visible] hover:[content-visibility:visible]",
        selected && !active && "bg-accent-soft/50",
        active && !editing && "ring-1 ring-line-strong ring-inset focus:ring-2 focus:ring-accent",
      )}
    >
      <PresenceEdge cellId={cell.id} />
      <div className="relative flex flex-col items-center pt-1">
        {isCode ? (
          <CellGutter
            place={place}
            status={status}
            runs={runs}
            canRun={canRun}
            focusable={active}
            onRun={() => session.run(cell.id)}
            onStop={() => session.stop(cell.id)}
          />
        ) : (
          <SectionFold cell={cell} focusable={active} />
        )}
        {!session.readOnly && <DragHandle cellId={cell.id} />}
      </div>
      <div className="min-w-0">
        {cell.type === "md" ? (
          <MarkdownCell cell={cell} editing={(editing && !session.readOnly) || found} />
        ) : (
          <CodePart cell={cell} />
        )}
        {cell.type === "sql" && <ResultName cell={cell} />}
        {isCode && <CellProblemNote cellId={cell.id} />}
        {isCode && <HoldNote hold={readHold(cell)} />}
        {cell.type === "ts" && isParameters(cell) && <ParametersNote />}
        {isCode && <OutputPart cell={cell} status={status} />}
        {isCode && <CellJob cellId={cell.id} />}
      </div>
      {!session.readOnly && (
        <div
          className={clsx(
            "absolute top-2 right-4 z-10 flex items-center rounded-md bg-raised opacity-0 shadow-float transition-opacity",
            "group-hover/cell:opacity-100 focus-within:opacity-100 has-data-[state=open]:opacity-100",
            active && !editing && "opacity-100",
          )}
        >
          <CellMenu cell={cell} place={place} focusable={active} />
        </div>
      )}
    </section>
  );
});

function CodePart({ cell }: { cell: Cell }) {
  return useHidden(cell, "code") ? <HiddenCode cell={cell} /> : <CellCode cell={cell} />;
}

function OutputPart({ cell, status }: { cell: Cell; status: CellStatus }) {
  const session = useSession();
  const hidden = useHidden(cell, "output");
  const isThere = useStore(session.outputs, (outputs) => (outputs.of(cell.id)?.chunks.length ?? 0) > 0);
  return hidden && isThere ? <HiddenOutput cell={cell} /> : <CellOutput cellId={cell.id} status={status} />;
}

/** Left of a heading: folds its section away, and brings it back. */
function SectionFold({ cell, focusable }: { cell: Cell; focusable: boolean }) {
  const session = useSession();
  const folded = useStore(session.ui, (state) => state.collapsed.has(cell.id));
  const text = useCellText(cell.text);
  if (!folded && (cell.type !== "md" || headingsOf(text).length === 0)) return null;
  return (
    <Tooltip
      side="left"
      content={folded ? "Expand the section" : "Collapse the section"}
      shortcut={keyOf(folded ? "section.expand" : "section.collapse")}
    >
      <button
        type="button"
        tabIndex={focusable ? 0 : -1}
        aria-expanded={!folded}
        aria-label={folded ? "Expand the section" : "Collapse the section"}
        onClick={() => session.ui.fold(cell.id, !folded)}
        className={clsx(
          "flex size-7 items-center justify-center rounded-md text-muted transition-opacity hover:bg-hover",
          !folded && "opacity-0 group-hover/cell:opacity-100 focus-visible:opacity-100",
        )}
      >
        <ChevronRight size={14} aria-hidden className={clsx("transition-transform", !folded && "rotate-90")} />
      </button>
    </Tooltip>
  );
}

const ParametersNote = () => (
  <p className="mt-1 flex items-center gap-1 text-xs text-faint">
    <SlidersHorizontal size={11} aria-hidden />
    Parameters: a script may set these values
  </p>
);

function HoldNote({ hold }: { hold: CellHold | null }) {
  if (!hold) return null;
  const Icon = hold === "pinned" ? Pin : Ban;
  return (
    <p className="mt-1 flex items-center gap-1 text-xs text-faint">
      <Icon size={11} aria-hidden />
      {hold === "pinned" ? "Pinned: runs only by itself, and keeps its value" : "Disabled: it is skipped"}
    </p>
  );
}

/** A thin edge in the colour of each person who is in the cell. */
function PresenceEdge({ cellId }: { cellId: string }) {
  const session = useSession();
  const people = useStore(session.people, (state) => state.inCell.get(cellId));
  if (!people) return null;
  return (
    <span className="absolute inset-y-1 left-0 flex gap-px" title={people.map(({ name }) => name).join(", ")}>
      {people.map(({ id, color }) => (
        <span key={id} className="w-0.5 rounded-full" style={{ background: color }} />
      ))}
      <span className="sr-only">{people.map(({ name }) => name).join(", ")} here</span>
    </span>
  );
}

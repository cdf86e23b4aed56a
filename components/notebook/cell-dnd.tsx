"use client";
import {
  type CollisionDetection,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  PointerSensor,
  pointerWithin,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import clsx from "clsx";
import GripVertical from "lucide-react/icons/grip-vertical";
import { type ReactNode, useState } from "react";
import type { Position } from "@/lib/notebook/edit";
import { useSession } from "./session-context";
import { InsertLine } from "./insert-line";

/** The gap whose middle is nearest to the pointer, above or below. */
const nearestGap: CollisionDetection = (args) => {
  const inside = pointerWithin(args);
  const { pointerCoordinates: pointer, droppableContainers, droppableRects } = args;
  if (inside.length > 0 || !pointer) return inside;
  const near = droppableContainers.flatMap(({ id }) => {
    const rect = droppableRects.get(id);
    return rect ? [{ id, distance: Math.abs(rect.top + rect.height / 2 - pointer.y) }] : [];
  });
  near.sort((a, b) => a.distance - b.distance);
  return near.slice(0, 1);
};

/** Dragging moves a line between the cells, not the cells: nothing jumps about until the drop. The keys do the same. */
export function CellDragArea({ children }: { children: ReactNode }) {
  const session = useSession();
  const [dragged, setDragged] = useState<string | null>(null);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const drop = ({ active, over }: DragEndEvent) => {
    setDragged(null);
    if (!over) return;
    const id = String(active.id);
    const { selected } = session.actions;
    session.actions.moveTo(selected.includes(id) ? selected : [id], positionOf(String(over.id)));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={nearestGap}
      onDragStart={({ active }) => setDragged(String(active.id))}
      onDragEnd={drop}
      onDragCancel={() => setDragged(null)}
    >
      {children}
      <DragOverlay dropAnimation={null}>
        {dragged && (
          <div className="w-max rounded-md bg-raised px-2 py-1 text-xs shadow-float">
            {movedWords(session.actions.selected, dragged)}
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}

const movedWords = (selected: readonly string[], id: string): string =>
  selected.length > 1 && selected.includes(id) ? `${selected.length} cells` : "1 cell";

const gapId = (after: string | null): string => (after === null ? "start" : `after:${after}`);
const positionOf = (gap: string): Position => (gap === "start" ? "start" : { after: gap.slice("after:".length) });

interface GapProps {
  /** The cell above; null at the top. */
  after: string | null;
  /** Its place, counted from 1. */
  place: number;
  last: boolean;
}

/** Between two cells: where new ones are put and dragged ones dropped. */
export function CellGap({ after, place, last }: GapProps) {
  const session = useSession();
  const { setNodeRef, isOver } = useDroppable({ id: gapId(after) });
  const where = after === null ? "at the start" : last ? "at the end" : `below cell ${place}`;
  return (
    <div ref={setNodeRef} className="relative">
      {isOver && (
        <span aria-hidden className="absolute inset-x-0 top-1/2 z-20 h-0.5 -translate-y-1/2 rounded-full bg-accent" />
      )}
      {session.readOnly ? (
        <div className="h-5" />
      ) : (
        <InsertLine
          place={where}
          always={last}
          onInsert={(type) => session.edit(session.actions.insert(positionOf(gapId(after)), type))}
        />
      )}
    </div>
  );
}

export function DragHandle({ cellId }: { cellId: string }) {
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: cellId });
  return (
    <span
      ref={setNodeRef}
      {...listeners}
      aria-hidden
      title="Drag to move"
      className={clsx(
        "absolute top-8 z-10 flex h-5 w-7 cursor-grab touch-none items-center justify-center rounded-md text-faint opacity-0 transition-opacity group-hover/cell:opacity-100 hover:bg-hover max-md:hidden",
        isDragging && "cursor-grabbing opacity-100",
      )}
    >
      <GripVertical size={12} aria-hidden />
    </span>
  );
}

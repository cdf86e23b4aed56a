"use client";
import ChevronRight from "lucide-react/icons/chevron-right";
import type { ReactNode } from "react";
import { keyOf } from "@/components/commands/commands";
import { Tooltip } from "@/components/ui/tooltip";
import { counted } from "@/lib/format/number";
import type { Cell } from "@/lib/notebook/doc";
import { type HiddenPart, isHidden } from "@/lib/notebook/hidden";
import { useSession } from "./session-context";
import { useCellText } from "./use-cell-text";
import { useStore } from "./use-store";

/** Whether the part is folded away here and now. What is edited, found or looked at all the same is not. */
export function useHidden(cell: Cell, part: HiddenPart): boolean {
  const session = useSession();
  const inUse = useStore(
    session.ui,
    (state) => state.peeked.has(cell.id) || (state.active === cell.id && state.editing && part === "code"),
  );
  const isFound = useIsFound(cell.id) && part === "code";
  return isHidden(cell, part) && !inUse && !isFound;
}

/** The match to which a search has come is in this cell. */
export function useIsFound(cellId: string): boolean {
  const session = useSession();
  return useStore(session.find.store, ({ open, matches, current }) => open && matches[current]?.cellId === cellId);
}

/** The first line of folded code stands for all of it. */
export function HiddenCode({ cell }: { cell: Cell }) {
  const text = useCellText(cell.text);
  const lines = text.split("\n");
  return (
    <ShowButton cell={cell} part="code" label="Show the code">
      <span className="truncate font-mono text-[13px]">{lines.find((line) => line.trim()) ?? "Empty"}</span>
      {lines.length > 1 && <span className="shrink-0 text-xs text-faint">{counted(lines.length, "line")}</span>}
    </ShowButton>
  );
}

export const HiddenOutput = ({ cell }: { cell: Cell }) => (
  <ShowButton cell={cell} part="output" label="Show the output">
    <span className="text-xs">Output hidden</span>
  </ShowButton>
);

interface ShowButtonProps {
  cell: Cell;
  part: HiddenPart;
  label: string;
  children: ReactNode;
}

function ShowButton({ cell, part, label, children }: ShowButtonProps) {
  const session = useSession();
  return (
    <Tooltip content={label} shortcut={keyOf(part === "code" ? "cell.hideCode" : "cell.hideOutput")}>
      <button
        type="button"
        aria-label={label}
        aria-expanded={false}
        onClick={() => session.display.hide([cell.id], part, false)}
        className="flex h-7 w-full min-w-0 items-center gap-1.5 rounded-md pr-2 text-left text-muted transition-colors hover:bg-hover hover:text-ink"
      >
        <ChevronRight size={14} aria-hidden className="ml-px shrink-0 text-faint" />
        {children}
      </button>
    </Tooltip>
  );
}

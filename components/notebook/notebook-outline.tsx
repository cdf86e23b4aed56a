"use client";
import clsx from "clsx";
import type { Heading } from "./sections";

interface OutlineProps {
  headings: readonly Heading[];
  /** The section in which the active cell stands. */
  current: string | null;
  onGoTo: (cellId: string) => void;
}

/** The notebook's contents, from the headings of its text. */
export function NotebookOutline({ headings, current, onGoTo }: OutlineProps) {
  const top = Math.min(...headings.map(({ level }) => level));
  return (
    <nav aria-label="Contents">
      {headings.length === 0 && <p className="px-2 text-xs text-faint">Headings in text cells appear here.</p>}
      <ul className="flex flex-col gap-px">
        {headings.map((heading, index) => (
          <li key={index}>
            <button
              type="button"
              onClick={() => onGoTo(heading.cellId)}
              aria-current={heading.cellId === current ? "location" : undefined}
              title={heading.text}
              style={{ paddingLeft: 8 + (heading.level - top) * 12 }}
              className={clsx(
                "block w-full truncate rounded-md py-1 pr-2 text-left transition-colors hover:bg-hover hover:text-ink",
                heading.cellId === current ? "font-medium text-ink" : "text-muted",
              )}
            >
              {heading.text}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

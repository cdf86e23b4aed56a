"use client";
import Plus from "lucide-react/icons/plus";
import type { CellType } from "@/lib/notebook/doc";

const kinds: readonly { type: CellType; label: string; word: string }[] = [
  { type: "ts", label: "Code", word: "code" },
  { type: "md", label: "Text", word: "text" },
  { type: "sql", label: "SQL", word: "SQL" },
];

interface InsertLineProps {
  /** Where, for assistive technology: "below the first cell". */
  place: string;
  onInsert: (type: CellType) => void;
  /** At the end of the notebook it is always there to be seen. */
  always?: boolean;
}

/** The gap between cells: a hairline with its + on hover. A and B do the same, so it is no tab stop of its own. */
export function InsertLine({ place, onInsert, always }: InsertLineProps) {
  return (
    <div
      className={`group/insert relative flex items-center justify-center pr-3 pl-10 max-md:pr-1 max-md:pl-8 ${always ? "h-12" : "h-5 opacity-0 transition-opacity focus-within:opacity-100 hover:opacity-100"}`}
    >
      <span aria-hidden className="absolute top-1/2 right-3 left-10 h-px bg-line max-md:right-1 max-md:left-8" />
      <span className="relative z-10 flex gap-1 bg-page px-2">
        {kinds.map(({ type, label, word }) => (
          <button
            key={type}
            type="button"
            tabIndex={always ? 0 : -1}
            onClick={() => onInsert(type)}
            aria-label={`Insert ${word} ${place}`}
            className="inline-flex h-5 items-center gap-1 rounded-md px-2 text-xs text-muted transition-colors hover:bg-hover hover:text-ink"
          >
            <Plus size={12} aria-hidden />
            {label}
          </button>
        ))}
      </span>
    </div>
  );
}

"use client";
import { useState } from "react";
import { type Cell, readResultName } from "@/lib/notebook/doc";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

/** What the result of an SQL cell is called in other cells. Kept when the person is done: half a name is nobody's. */
export function ResultName({ cell }: { cell: Cell }) {
  const session = useSession();
  const name = useStore(session.cells, () => readResultName(cell) ?? "");
  const [draft, setDraft] = useState<string | null>(null);
  const keep = () => {
    if (draft !== null && draft.trim() !== name) session.nameResult(cell.id, draft.trim());
    setDraft(null);
  };
  return (
    <label className="mt-1 flex w-fit items-center gap-1.5 text-xs text-faint">
      Result
      <input
        value={draft ?? name}
        readOnly={session.readOnly}
        placeholder="no name"
        aria-label="Name of the result"
        spellCheck={false}
        autoComplete="off"
        size={Math.max(8, (draft ?? name).length + 1)}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") setDraft(null);
          if (event.key !== "Tab") event.stopPropagation();
        }}
        className="h-5 rounded-md border border-transparent bg-transparent px-1 font-mono text-xs text-muted outline-none hover:border-line focus:border-accent focus:text-ink"
      />
    </label>
  );
}

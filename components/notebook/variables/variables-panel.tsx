"use client";
import clsx from "clsx";
import ChevronRight from "lucide-react/icons/chevron-right";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { OutputPlaceProvider } from "@/components/outputs/output-context";
import { errorText } from "@/components/trpc/error-text";
import { TextField } from "@/components/ui/text-field";
import type { InspectNode } from "@/lib/kernel/display/inspect-node";
import { counted } from "@/lib/format/number";
import { useSession } from "../session-context";
import { useStore } from "../use-store";
import { useVariables } from "./use-variables";
import { lineOf, type VariableRow, variableRows } from "./variable-rows";

const InspectOutput = lazy(() => import("@/components/outputs/inspect-output"));

/** All names of the notebook: type, size and value in one's own kernel, where each is defined and who uses it. */
export function VariablesPanel({ onGo }: { onGo?: () => void }) {
  const session = useSession();
  const graph = useStore(session.kernelOf.graph, (now) => now);
  const values = useVariables(session);
  const [filter, setFilter] = useState("");
  const rows = useMemo(() => variableRows(graph, values), [graph, values]);
  const shown = rows.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()));
  const own = shown.filter(({ kind }) => kind !== "import");
  const imported = shown.filter(({ kind }) => kind === "import");
  if (rows.length === 0)
    return <p className="px-2 text-xs text-faint">Names that cells define at their top level appear here.</p>;
  return (
    <div className="flex flex-col gap-2">
      {rows.length > 8 && (
        <TextField
          aria-label="Filter names"
          placeholder="Filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="px-1"
        />
      )}
      <ul aria-label="Variables">
        {own.map((row) => (
          <Row key={row.name} row={row} onGo={onGo} />
        ))}
      </ul>
      {imported.length > 0 && (
        <details className="group/imports">
          <summary className="flex list-none items-center gap-1 rounded-sm px-1 py-1 text-xs text-faint hover:text-ink">
            <ChevronRight size={12} aria-hidden className="transition-transform group-open/imports:rotate-90" />
            {counted(imported.length, "imported name")}
          </summary>
          <ul aria-label="Imported names">
            {imported.map((row) => (
              <Row key={row.name} row={row} onGo={onGo} />
            ))}
          </ul>
        </details>
      )}
      {shown.length === 0 && <p className="px-2 text-xs text-faint">No name has “{filter.trim()}” in it.</p>}
    </div>
  );
}

function Row({ row, onGo }: { row: VariableRow; onGo?: () => void }) {
  const { name, cellId, kind, line, from, usedIn, value } = row;
  const [open, setOpen] = useState(false);
  const canOpen = kind !== "import";
  return (
    <li className="border-b border-line py-1.5 last:border-0">
      <div className="flex items-baseline gap-1">
        <button
          type="button"
          aria-expanded={canOpen ? open : undefined}
          disabled={!canOpen}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 items-baseline gap-1 rounded-sm text-left hover:enabled:text-accent"
        >
          <ChevronRight
            size={12}
            aria-hidden
            className={clsx(
              "shrink-0 self-center text-faint transition-transform",
              open && "rotate-90",
              !canOpen && "invisible",
            )}
          />
          <span className="truncate font-mono text-[13px]">{name}</span>
          <span className="min-w-0 truncate text-xs text-faint">
            {value ? [value.type, value.size].filter(Boolean).join(" · ") : kind === "import" ? "" : "not run here"}
          </span>
        </button>
        <GoTo cellId={cellId} line={line} name={name} word="cell" what="defined" onGo={onGo} />
      </div>
      {from && <p className="truncate pl-4 text-xs text-faint">{from.replace(/^(\S+) of /, "$1 from ")}</p>}
      {!from && !open && value?.text && (
        <p className="truncate pl-4 font-mono text-xs text-muted" title={value.text}>
          {value.text}
        </p>
      )}
      {open && (
        <div className="space-y-1 pt-1 pl-4">
          {value && <Value key={`${value.type} ${value.text}`} name={name} />}
          <p className="text-xs text-faint">
            {usedIn.length === 0 ? "No other cell uses it." : "Used in "}
            {usedIn.map((id, index) => (
              <span key={id}>
                {index > 0 && ", "}
                <GoTo cellId={id} name={name} word={index === 0 ? "cell" : ""} what="used" onGo={onGo} />
              </span>
            ))}
          </p>
        </div>
      )}
    </li>
  );
}

/** The value as a tree, from the kernel, once it is asked for. */
function Value({ name }: { name: string }) {
  const session = useSession();
  const [node, setNode] = useState<InspectNode | string | null>(null);
  useEffect(() => {
    let ended = false;
    const put = (found: InspectNode | string) => {
      if (!ended) setNode(found);
    };
    session.outputsHere.viewer?.view("variable", { name }).then(put, (error: unknown) => put(errorText(error).message));
    return () => {
      ended = true;
    };
  }, [session, name]);
  if (node === null) return <p className="text-xs text-faint">Reading it</p>;
  if (typeof node === "string") return <p className="text-xs text-warn">{node}</p>;
  return (
    <OutputPlaceProvider value={session.outputsHere}>
      <Suspense fallback={null}>
        <InspectOutput value={node} inline={false} />
      </Suspense>
    </OutputPlaceProvider>
  );
}

interface GoToProps {
  cellId: string;
  /** Where in it; without, the first line that says the name. */
  line?: number;
  name: string;
  word: string;
  what: "defined" | "used";
  onGo?: () => void;
}

function GoTo({ cellId, line, name, word, what, onGo }: GoToProps) {
  const session = useSession();
  const place = useStore(session.cells, (cells) => cells.findIndex(({ id }) => id === cellId) + 1);
  if (place === 0) return null;
  const go = () => {
    onGo?.();
    const text = session.cells.getSnapshot()[place - 1]?.text.toJSON() ?? "";
    if (session.readOnly) session.reveal(cellId, false);
    else session.goToLine(cellId, line ?? lineOf(text, name));
  };
  return (
    <button
      type="button"
      onClick={go}
      aria-label={`Go to cell ${place}, where ${name} is ${what}`}
      className="shrink-0 rounded-sm text-xs whitespace-nowrap text-muted tabular-nums hover:text-accent hover:underline"
    >
      {word && `${word} `}
      {place}
    </button>
  );
}

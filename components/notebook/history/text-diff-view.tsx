"use client";
import clsx from "clsx";
import { useMemo } from "react";
import { counted } from "@/lib/format/number";
import { type DiffLine, diffText, foldLines } from "@/lib/history/text-diff";
import type { CellChange, VersionPerson } from "@/lib/history/version";

interface TextDiffViewProps {
  /** Null where there was no cell. */
  before: string | null;
  after: string | null;
  people: readonly VersionPerson[];
  /** Whose the later text is. */
  runs: CellChange["text"];
}

const signs = { added: "+", removed: "−", same: "" } as const;
const spoken = { added: "Added: ", removed: "Removed: ", same: "" } as const;

const onlyOne = (kind: "added" | "removed", text: string): DiffLine[] => {
  let start = 0;
  return text.split("\n").map((line) => {
    const parts = line === "" ? [] : [{ text: line, marked: false }];
    const made = { kind, parts, start };
    start += line.length + 1;
    return made;
  });
};

function linesOf(before: string | null, after: string | null): DiffLine[] {
  if (before === null) return onlyOne("added", after ?? "");
  return after === null ? onlyOne("removed", before) : diffText(before, after);
}

/** Who wrote in a stretch of the later text since the earlier one. */
function authorsIn(runs: CellChange["text"], people: readonly VersionPerson[], start: number, end: number): string[] {
  const names = new Set<string>();
  let at = 0;
  for (const { person, length } of runs) {
    const name = person === null ? undefined : people[person]?.name;
    if (at < end && at + length > start && name !== undefined) names.add(name);
    at += length;
  }
  return [...names];
}

/** Both texts line by line, the words that differ marked; who wrote a line stands at its end. */
export function TextDiffView({ before, after, people, runs }: TextDiffViewProps) {
  const lines = useMemo(() => foldLines(linesOf(before, after)), [before, after]);
  let said = "";
  return (
    <div className="overflow-x-auto rounded-md border border-line py-1 font-mono text-[13px] leading-5">
      {lines.map((line, i) => {
        if (line.kind === "folded")
          return (
            <p key={i} className="px-8 font-sans text-xs leading-6 text-faint">
              {counted(line.count, "line")} alike
            </p>
          );
        const length = line.parts.reduce((sum, { text }) => sum + text.length, 0);
        const by = line.kind === "added" ? authorsIn(runs, people, line.start, line.start + length).join(", ") : "";
        const author = by === said ? "" : by;
        said = by;
        return <Line key={i} line={line} author={author} title={by} />;
      })}
    </div>
  );
}

function Line({ line, author, title }: { line: DiffLine; author: string; title: string }) {
  const { kind, parts } = line;
  return (
    <div
      data-line={kind}
      title={title || undefined}
      className={clsx(
        "grid grid-cols-[28px_minmax(0,1fr)_auto]",
        kind === "added" && "bg-good-soft",
        kind === "removed" && "bg-danger-soft",
      )}
    >
      <span aria-hidden className={clsx("text-center select-none", kind === "added" ? "text-good" : "text-danger")}>
        {signs[kind]}
      </span>
      <span className={clsx("min-h-5 break-words whitespace-pre-wrap", kind === "same" && "text-muted")}>
        {kind !== "same" && <span className="sr-only">{spoken[kind]}</span>}
        {parts.map(({ text, marked }, i) =>
          marked ? (
            <mark
              key={i}
              className={clsx("rounded-[2px] text-inherit", kind === "added" ? "bg-good/25" : "bg-danger/25")}
            >
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </span>
      {author && <span className="pr-2 pl-3 font-sans text-xs leading-5 text-faint max-md:hidden">{author}</span>}
    </div>
  );
}

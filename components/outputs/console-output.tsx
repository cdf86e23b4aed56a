"use client";
import clsx from "clsx";
import CircleX from "lucide-react/icons/circle-x";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useState } from "react";
import type { ConsoleLine, Level } from "./fold-chunks";
import { MimeOutput } from "./mime-output";

const SHOWN = 30;

const tones: Record<Level, string> = {
  debug: "text-faint",
  log: "text-ink",
  info: "text-ink",
  warn: "text-warn",
  error: "text-danger",
};

/** What the cell printed. Above thirty lines only the last are shown until asked. */
export function ConsoleOutput({ lines }: { lines: readonly ConsoleLine[] }) {
  const [open, setOpen] = useState(false);
  const hidden = open ? 0 : Math.max(0, lines.length - SHOWN);
  return (
    <div role="log" aria-label="Console" className="font-mono text-[13px] leading-5">
      {lines.length > SHOWN && (
        <button
          type="button"
          onClick={() => setOpen(!open)}
          aria-expanded={open}
          className="mb-1 rounded-sm font-sans text-xs text-accent hover:underline"
        >
          {open ? "Show the last lines only" : `Show ${hidden} earlier lines`}
        </button>
      )}
      {lines.slice(hidden).map((line, index) => (
        <ConsoleRow key={hidden + index} line={line} />
      ))}
    </div>
  );
}

function ConsoleRow({ line }: { line: ConsoleLine }) {
  return (
    <div className={clsx("flex items-start gap-2", tones[line.level])}>
      {line.level === "warn" && <TriangleAlert size={14} aria-label="Warning" className="mt-[3px] shrink-0" />}
      {line.level === "error" && <CircleX size={14} aria-label="Error" className="mt-[3px] shrink-0" />}
      <div className="flex min-w-0 flex-1 flex-wrap gap-x-3 break-words whitespace-pre-wrap">
        {line.bundles.map((bundle, index) => (
          <MimeOutput key={index} bundle={bundle} inline />
        ))}
      </div>
    </div>
  );
}

"use client";
import { useState } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { TimeAgo } from "@/components/ui/time-ago";
import { personColor } from "@/lib/collab/color";
import type { CellDiff, NotebookContent } from "@/lib/history/notebook-diff";
import type { CellChange, VersionPerson } from "@/lib/history/version";
import { useSession } from "../session-context";
import { restoreOne } from "./restore-version";
import { TextDiffView } from "./text-diff-view";
import { namesInWords } from "./version-words";

interface CellDiffViewProps {
  diff: CellDiff;
  /** In the later notebook, counted from 1; null for a cell that went. */
  place: number | null;
  before: NotebookContent;
  people: readonly VersionPerson[];
  change: CellChange | undefined;
}

const kinds = { ts: "TypeScript", md: "Markdown", sql: "SQL" } as const;

function wordsOf({ before, after, moved, text, type, settings }: CellDiff): string[] {
  if (!before || !after) return [before ? "removed" : "added"];
  return [
    ...(text ? ["text"] : []),
    ...(moved ? ["moved"] : []),
    ...(type ? [`${kinds[before.type]} → ${kinds[after.type]}`] : []),
    ...settings.map((key) => `${key}: ${said(before.settings[key])} → ${said(after.settings[key])}`),
  ];
}

const said = (value: unknown): string =>
  value === undefined || value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value);

/** One cell that changed: how, by whom, its text line by line, and what brings it back. */
export function CellDiffView({ diff, place, before, people, change }: CellDiffViewProps) {
  const session = useSession();
  const name = place === null ? "Cell" : `Cell ${place}`;
  return (
    <article aria-label={`${name}, ${wordsOf(diff).join(", ")}`} data-diff={diff.id}>
      <header className="mb-1 flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
        <h3 className="font-medium text-ink">{name}</h3>
        <span>{wordsOf(diff).join(" · ")}</span>
        {change && change.by.length > 0 && <People change={change} people={people} />}
        <span className="flex-1" />
        {!session.readOnly && <RestoreCell diff={diff} before={before} />}
      </header>
      {diff.text && (
        <TextDiffView
          before={diff.before?.source ?? null}
          after={diff.after?.source ?? null}
          people={people}
          runs={change?.text ?? []}
        />
      )}
    </article>
  );
}

function People({ change, people }: { change: CellChange; people: readonly VersionPerson[] }) {
  const by = change.by.flatMap(({ person }) => people[person] ?? []);
  return (
    <span className="flex items-center gap-1.5">
      <span className="flex -space-x-1" aria-hidden>
        {by.slice(0, 3).map(({ id, name }) => (
          <Avatar key={id} name={name} color={personColor(id)} size={16} decorative />
        ))}
      </span>
      {namesInWords(by.map(({ name }) => name))}
      {change.by[0] && <TimeAgo date={change.by[0].at} className="text-faint" />}
    </span>
  );
}

function RestoreCell({ diff, before }: { diff: CellDiff; before: NotebookContent }) {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await restoreOne(session, before, diff.id);
    setBusy(false);
  };
  return (
    <Button size="sm" variant="plain" busy={busy} onClick={() => void press()}>
      {diff.before ? "Restore this cell" : "Remove this cell"}
    </Button>
  );
}

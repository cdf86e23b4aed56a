"use client";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { counted } from "@/lib/format/number";
import { type CellDiff, isChanged, type NotebookContent, type NotebookDiff } from "@/lib/history/notebook-diff";
import type { Changes } from "@/lib/history/version";
import { CellDiffView } from "./cell-diff-view";
import { useSession } from "../session-context";
import { restoreTitle } from "./restore-version";
import { namesInWords, type TitleChange } from "./version-words";

interface DiffListProps {
  diff: NotebookDiff;
  before: NotebookContent;
  /** Who did it, once that is known. */
  changes: Changes | undefined;
  title: TitleChange | null;
}

const metaWords: Record<string, string> = {
  follow: "whether cheap cells follow",
  packages: "the packages' versions",
  replay: "how it is run again",
};

/** "3 cells changed, 1 came, 2 went". */
function summary({ cells }: NotebookDiff): string {
  const came = cells.filter(({ before }) => !before).length;
  const went = cells.filter(({ after }) => !after).length;
  const changed = cells.filter((cell) => cell.before && cell.after && isChanged(cell)).length;
  return [
    changed > 0 && `${counted(changed, "cell")} changed`,
    came > 0 && `${counted(came, "cell")} added`,
    went > 0 && `${counted(went, "cell")} removed`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Runs of cells that are alike, between those that are not. */
function groupsOf(cells: readonly CellDiff[]): (CellDiff | CellDiff[])[] {
  const groups: (CellDiff | CellDiff[])[] = [];
  for (const cell of cells) {
    const last = groups.at(-1);
    if (isChanged(cell)) groups.push(cell);
    else if (Array.isArray(last)) last.push(cell);
    else groups.push([cell]);
  }
  return groups;
}

export function DiffList({ diff, before, changes, title }: DiffListProps) {
  const places = new Map(diff.cells.filter(({ after }) => after).map(({ id }, place) => [id, place + 1]));
  const words = summary(diff);
  if (!words && diff.meta.length === 0 && !title)
    return <EmptyState title="Nothing has changed" hint="Both are alike to the last letter." />;
  return (
    <>
      <p role="status" className="pb-3 text-xs text-muted">
        {words || "No cell has changed"}
        {changes && changes.people.length > 0 && ` · by ${namesInWords(changes.people.map(({ name }) => name))}`}
      </p>
      {title && <TitleDiff title={title} />}
      {diff.meta.length > 0 && (
        <p className="mb-4 border-l-2 border-line-strong py-0.5 pl-3 text-muted">
          Changed for the whole notebook: {diff.meta.map((key) => metaWords[key] ?? key).join(", ")}
        </p>
      )}
      <ol className="space-y-5">
        {groupsOf(diff.cells).map((group) =>
          Array.isArray(group) ? (
            <li key={`alike ${group[0]?.id}`}>
              <Alike cells={group} />
            </li>
          ) : (
            <li key={group.id}>
              <CellDiffView
                diff={group}
                place={places.get(group.id) ?? null}
                before={before}
                people={changes?.people ?? []}
                change={changes?.cells[group.id]}
              />
            </li>
          ),
        )}
      </ol>
    </>
  );
}

function TitleDiff({ title }: { title: TitleChange }) {
  const session = useSession();
  return (
    <p className="mb-4 flex min-h-7 items-center gap-2 border-l-2 border-line-strong pl-3">
      <span className="min-w-0 flex-1">
        <span className="text-muted">The title: </span>
        <del className="bg-danger-soft px-1 no-underline">{title.before}</del>
        <span aria-hidden className="px-1.5 text-faint">
          →
        </span>
        <ins className="bg-accent-soft px-1 no-underline">{title.after}</ins>
      </span>
      {!session.readOnly && (
        <Button size="sm" variant="plain" onClick={() => void restoreTitle(session, title)}>
          Restore the title
        </Button>
      )}
    </p>
  );
}

/** Cells that nobody changed: there when somebody asks. */
function Alike({ cells }: { cells: readonly CellDiff[] }) {
  return (
    <details className="text-xs text-faint">
      <summary className="w-fit cursor-default rounded-sm px-1 hover:text-ink">
        {counted(cells.length, "cell")} alike
      </summary>
      {cells.map(({ id, after }) => (
        <pre
          key={id}
          className="mt-2 overflow-x-auto pl-4 font-mono text-[13px] leading-5 whitespace-pre-wrap text-muted"
        >
          {after?.source}
        </pre>
      ))}
    </details>
  );
}

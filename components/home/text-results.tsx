"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { cellAddress } from "@/components/notebook/cell-address";
import { useTRPC } from "@/components/trpc/context";
import { ErrorState } from "@/components/ui/error-state";
import { isWithin } from "@/lib/notebook/places/folders";
import type { FoundLine } from "@/lib/notebook/search/words";

interface TextResultsProps {
  workspace: string;
  folder: string;
  query: string;
  /** Whether titles were found: then nothing in the texts is not worth a word. */
  hasTitles: boolean;
}

/** What the notebooks say themselves, from the server; each line leads to its cell. */
export function TextResults({ workspace, folder, query, hasTitles }: TextResultsProps) {
  const trpc = useTRPC();
  const found = useQuery(
    trpc.notebooks.search.queryOptions({ workspace, query }, { placeholderData: (before) => before, staleTime: 5_000 }),
  );
  if (found.error) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const notebooks = found.data?.filter((one) => one.lines.length > 0 && isWithin(one.folder, folder));
  if (!notebooks) return null;
  if (notebooks.length === 0)
    return hasTitles ? null : (
      <p className="py-12 text-center text-muted">No notebook has “{query}” in its title or its text.</p>
    );
  return (
    <section aria-label="In the text" className="mt-8" aria-busy={found.isPlaceholderData}>
      <h2 className="border-b border-line pb-2 text-xs font-medium text-faint">In the text</h2>
      <ul>
        {notebooks.map(({ id, title, lines }) => (
          <li key={id} className="border-b border-line py-2">
            <Link href={`/w/${workspace}/notebooks/${id}`} className="rounded-sm font-medium hover:text-accent">
              {title}
            </Link>
            <ul>
              {lines.map((line) => (
                <li key={`${line.cellId} ${line.line}`}>
                  <Link
                    href={`/w/${workspace}/notebooks/${id}${cellAddress(line.cellId)}`}
                    className="block truncate rounded-sm font-mono text-xs leading-5 text-muted hover:text-ink"
                  >
                    <Marked line={line} />
                  </Link>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Marked({ line: { text, marks } }: { line: FoundLine }): ReactNode {
  let at = 0;
  const parts = marks.map(({ start, length }, index) => {
    const before = text.slice(at, start);
    at = start + length;
    return (
      <span key={index}>
        {before}
        <mark className="rounded-[2px] bg-amber/25 text-ink">{text.slice(start, at)}</mark>
      </span>
    );
  });
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}

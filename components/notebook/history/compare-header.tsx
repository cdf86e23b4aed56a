"use client";
import ArrowRight from "lucide-react/icons/arrow-right";
import RotateCcw from "lucide-react/icons/rotate-ccw";
import X from "lucide-react/icons/x";
import { useState } from "react";
import { keyOf } from "@/components/commands/commands";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import type { NotebookContent } from "@/lib/history/notebook-diff";
import type { Version } from "@/lib/history/version";
import { useSession } from "../session-context";
import { restoreWhole } from "./restore-version";
import { type Comparison, useComparison } from "./use-comparison";
import { versionLabel } from "./version-words";

interface CompareHeaderProps {
  comparison: Comparison;
  versions: readonly Version[];
  /** Of the earlier one, once it is here. */
  content: NotebookContent | undefined;
  /** Null until it is known. */
  titleNow: string | null;
}

const NOW = "now";
const optionOf = (version: Version) => ({ value: version.id, label: versionLabel(version) });

/** Which two are compared, either to be chosen anew; and what brings the earlier one back. */
export function CompareHeader({ comparison, versions, content, titleNow }: CompareHeaderProps) {
  const session = useSession();
  const { compare } = useComparison();
  const { from, to } = comparison;
  const earlier = versions.find(({ id }) => id === from);
  const later = versions.slice(
    0,
    Math.max(
      0,
      versions.findIndex(({ id }) => id === from),
    ),
  );
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-page">
      <div className="mx-auto flex w-full max-w-[860px] flex-wrap items-center gap-2 px-6 py-2 max-md:px-3">
        <Select
          aria-label="Earlier version"
          size="sm"
          className="w-52 min-w-0 max-md:w-[calc(50%-15px)]"
          value={from}
          options={earlier ? versions.map(optionOf) : [{ value: from, label: "…" }]}
          onChange={(event) => compare({ from: event.target.value, to })}
        />
        <ArrowRight size={14} aria-hidden className="text-faint" />
        <Select
          aria-label="Later version"
          size="sm"
          className="w-52 min-w-0 max-md:w-[calc(50%-15px)]"
          value={to ?? NOW}
          options={[{ value: NOW, label: "Now" }, ...later.map(optionOf)]}
          onChange={(event) => compare({ from, to: event.target.value === NOW ? null : event.target.value })}
        />
        <span className="flex-1" />
        {!session.readOnly && content && earlier && (
          <RestoreButton content={content} version={earlier} titleNow={titleNow} onDone={() => compare(null)} />
        )}
        <IconButton label="Close the comparison" shortcut={keyOf("history.close")} onClick={() => compare(null)}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
    </header>
  );
}

interface RestoreButtonProps {
  content: NotebookContent;
  version: Version;
  titleNow: string | null;
  onDone: () => void;
}

function RestoreButton({ content, version, titleNow, onDone }: RestoreButtonProps) {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    const done = await restoreWhole(session, content, version, titleNow);
    setBusy(false);
    if (done) onDone();
  };
  return (
    <Button size="sm" busy={busy} icon={<RotateCcw size={13} aria-hidden />} onClick={() => void press()}>
      Restore this version
    </Button>
  );
}

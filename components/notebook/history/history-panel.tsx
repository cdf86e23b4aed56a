"use client";
import Tag from "lucide-react/icons/tag";
import { type KeyboardEvent, useState } from "react";
import { commandCenter } from "@/components/commands/command-center";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { absoluteTime } from "@/lib/format/time";
import type { Rename, Timeline } from "@/lib/history/version";
import { useSession } from "../session-context";
import { useComparison } from "./use-comparison";
import { useTimeline } from "./use-timeline";
import { VersionItem } from "./version-item";
import { byDay, namesInWords } from "./version-words";

/** The notebook's versions as a line in time. A press on one shows what has changed since. */
export default function HistoryPanel({ onGo }: { onGo?: () => void }) {
  const session = useSession();
  const timeline = useTimeline();
  if (timeline.error && !timeline.data)
    return (
      <div className="px-2">
        <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />
      </div>
    );
  if (!timeline.data)
    return (
      <div className="px-2">
        <SkeletonRows label="Loading the history" />
      </div>
    );
  return (
    <>
      {!session.readOnly && (
        <div className="px-2 pb-3">
          <Button size="sm" icon={<Tag size={13} aria-hidden />} onClick={() => commandCenter.run("history.name")}>
            Name this version
          </Button>
        </div>
      )}
      <Line timeline={timeline.data} onGo={onGo} />
    </>
  );
}

/** Arrows go through the versions, as in a list. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-version]")];
  const at = items.findIndex((item) => item.contains(document.activeElement));
  items[Math.max(0, Math.min(items.length - 1, at + step))]?.focus();
  event.preventDefault();
}

function Line({ timeline, onGo }: { timeline: Timeline; onGo?: () => void }) {
  const { comparison, compare } = useComparison();
  const [now] = useState(() => new Date());
  const go = (from: string | null) => {
    compare(from === null ? null : { from, to: null });
    onGo?.();
  };
  return (
    <nav aria-label="Versions" onKeyDown={onArrow}>
      <ol className="ml-2.5 border-l border-line">
        <NowItem since={timeline.since} current={comparison === null} onSelect={() => go(null)} />
      </ol>
      {timeline.versions.length === 0 && (
        <p className="px-2 pt-2 text-muted">
          No versions yet. The first is kept when everybody has paused for five minutes, or when somebody names one.
        </p>
      )}
      {byDay(timeline, now).map(({ words, moments }) => (
        <section key={words} className="[contain-intrinsic-size:auto_120px] [content-visibility:auto]">
          <h3 className="px-2 pt-4 pb-1 text-xs font-medium text-faint">{words}</h3>
          <ol className="ml-2.5 border-l border-line">
            {moments.map((moment) =>
              "rename" in moment ? (
                <RenameItem key={`rename ${moment.rename.id}`} rename={moment.rename} />
              ) : (
                <VersionItem
                  key={moment.version.id}
                  version={moment.version}
                  current={moment.version.id === comparison?.from || moment.version.id === comparison?.to}
                  onSelect={() => go(moment.version.id)}
                />
              ),
            )}
          </ol>
        </section>
      ))}
    </nav>
  );
}

/** No state to go back to by itself: the versions around it say what they were called. */
function RenameItem({ rename: { at, before, title, by } }: { rename: Rename }) {
  return (
    <li className="py-1 pr-2 pl-5 text-xs text-faint" title={absoluteTime(at)}>
      {by?.name ?? "Someone who left"} called it <span className="text-muted">“{title}”</span>, before “{before}”
    </li>
  );
}

interface NowItemProps {
  since: Timeline["since"];
  current: boolean;
  onSelect: () => void;
}

function NowItem({ since, current, onSelect }: NowItemProps) {
  return (
    <li className="relative">
      <span
        aria-hidden
        className={`absolute top-3 -left-[4.5px] size-2 rounded-full border ${current ? "border-accent bg-accent" : "border-line-strong bg-page"}`}
      />
      <button
        type="button"
        data-version="now"
        aria-current={current || undefined}
        onClick={onSelect}
        className={`ml-3 block w-[calc(100%-12px)] rounded-sm px-2 py-1.5 text-left hover:bg-hover ${current ? "bg-hover" : ""}`}
      >
        <span className="block font-medium">Now</span>
        <span className="block truncate text-xs text-faint">
          {since ? (
            <>
              {namesInWords(since.editors.map(({ name }) => name))} · <TimeAgo date={since.at} />
            </>
          ) : (
            "Nothing has changed since the last version"
          )}
        </span>
      </button>
    </li>
  );
}

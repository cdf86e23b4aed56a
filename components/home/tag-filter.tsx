"use client";
import clsx from "clsx";
import { tagCounts } from "@/lib/notebook/places/folders";

interface TagFilterProps {
  notebooks: readonly { tags: readonly string[] }[];
  tag: string | null;
  onTag: (tag: string | null) => void;
}

/** The tags in use: a press lists what has one, another all again. */
export function TagFilter({ notebooks, tag, onTag }: TagFilterProps) {
  const tags = tagCounts(notebooks);
  if (tags.length === 0) return null;
  return (
    <div role="group" aria-label="Tags" className="mb-2 flex flex-wrap gap-1.5">
      {tags.map(({ tag: name, notebooks: count }) => {
        const isOn = name.toLowerCase() === tag?.toLowerCase();
        return (
          <button
            key={name}
            type="button"
            aria-pressed={isOn}
            aria-label={`${name}, ${count}`}
            onClick={() => onTag(isOn ? null : name)}
            className={clsx(
              "flex items-center gap-1.5 rounded-full border px-2.5 text-xs leading-5.5 transition-colors",
              isOn
                ? "border-accent bg-accent-soft text-accent"
                : "border-line text-muted hover:border-line-strong hover:text-ink",
            )}
          >
            {name}
            <span className="text-faint tabular-nums">{count}</span>
          </button>
        );
      })}
    </div>
  );
}

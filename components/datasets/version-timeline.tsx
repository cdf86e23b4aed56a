"use client";
import clsx from "clsx";
import Link from "next/link";
import { TimeAgo } from "@/components/ui/time-ago";
import type { RouterOutputs } from "@/components/trpc/types";
import { counted } from "@/lib/format/number";

export type Version = RouterOutputs["datasets"]["get"]["versions"][number];

interface VersionTimelineProps {
  href: (number: number) => string;
  versions: readonly Version[];
  current: number;
}

/** The versions as a line in time, the newest on top. */
export function VersionTimeline({ href, versions, current }: VersionTimelineProps) {
  return (
    <nav aria-label="Versions">
      <ol className="relative border-l border-line max-md:flex max-md:gap-2 max-md:overflow-x-auto max-md:border-0">
        {versions.map((version) => (
          <li key={version.id} className="relative shrink-0">
            <span
              aria-hidden
              className={clsx(
                "absolute top-3 -left-[4.5px] size-2 rounded-full border max-md:hidden",
                version.number === current ? "border-accent bg-accent" : "border-line-strong bg-page",
              )}
            />
            <Link
              href={href(version.number)}
              aria-current={version.number === current ? "page" : undefined}
              className={clsx(
                "ml-3 block rounded-sm px-2 py-1.5 transition-colors hover:bg-hover max-md:ml-0",
                version.number === current && "bg-hover",
              )}
            >
              <span className="flex items-baseline justify-between gap-3">
                <span className="font-medium">@{version.number}</span>
                <span className="text-xs text-faint">{counted(version.rows, "row")}</span>
              </span>
              {version.message && <span className="line-clamp-2 text-muted max-md:hidden">{version.message}</span>}
              <span className="block truncate text-xs text-faint">
                <TimeAgo date={version.createdAt} />
                {version.person && ` · ${version.person.name}`}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

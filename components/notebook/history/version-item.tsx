"use client";
import clsx from "clsx";
import Ellipsis from "lucide-react/icons/ellipsis";
import { useState } from "react";
import { Avatar } from "@/components/ui/avatar";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { personColor } from "@/lib/collab/color";
import { absoluteTime } from "@/lib/format/time";
import type { Version } from "@/lib/history/version";
import { useSession } from "../session-context";
import NameDialog from "./name-dialog";
import { useNameVersion } from "./use-name-version";
import { clockTime, namesInWords, versionLabel } from "./version-words";

interface VersionItemProps {
  version: Version;
  current: boolean;
  onSelect: () => void;
}

const SHOWN = 3;

/** One version on the line: when, what it is called, who wrote. */
export function VersionItem({ version, current, onSelect }: VersionItemProps) {
  const session = useSession();
  const [naming, setNaming] = useState(false);
  const { name: rename } = useNameVersion();
  const { name, at, editors } = version;
  const names = namesInWords(editors.map((person) => person.name));
  return (
    <li className="group/version relative">
      <span
        aria-hidden
        className={clsx(
          "absolute top-3 -left-[4.5px] size-2 rounded-full border",
          current ? "border-accent bg-accent" : name === null ? "border-line-strong bg-page" : "border-muted bg-muted",
        )}
      />
      <button
        type="button"
        data-version={version.id}
        aria-current={current || undefined}
        onClick={onSelect}
        className={clsx(
          "ml-3 flex w-[calc(100%-12px)] items-center gap-2 rounded-sm py-1.5 pr-8 pl-2 text-left hover:bg-hover",
          current && "bg-hover",
        )}
      >
        <span className="min-w-0 flex-1">
          <span className={clsx("block truncate", name === null ? "text-muted" : "font-medium")}>
            {name ?? "Automatic"}
          </span>
          <span className="block truncate text-xs text-faint tabular-nums">
            <time dateTime={at.toISOString()} title={absoluteTime(at)}>
              {clockTime(at)}
            </time>
            {names && ` · ${names}`}
          </span>
        </span>
        <span className="flex shrink-0 -space-x-1" aria-hidden>
          {editors.slice(0, SHOWN).map((person) => (
            <Avatar key={person.id} name={person.name} color={personColor(person.id)} size={18} decorative />
          ))}
        </span>
      </button>
      {!session.readOnly && (
        <span className="absolute top-2 right-1 opacity-0 group-hover/version:opacity-100 focus-within:opacity-100 has-[[aria-expanded=true]]:opacity-100">
          <Menu
            align="end"
            trigger={
              <IconButton label={`More for ${versionLabel(version)}`} size="sm">
                <Ellipsis size={14} aria-hidden />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => setNaming(true)}>{name === null ? "Name it" : "Rename"}</MenuItem>
            {name !== null && <MenuItem onSelect={() => rename(version.id, null)}>Take the name away</MenuItem>}
          </Menu>
        </span>
      )}
      {naming && <NameDialog version={version} onClose={() => setNaming(false)} />}
    </li>
  );
}

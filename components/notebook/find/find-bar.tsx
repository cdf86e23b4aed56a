"use client";
import clsx from "clsx";
import ArrowDown from "lucide-react/icons/arrow-down";
import ArrowUp from "lucide-react/icons/arrow-up";
import CaseSensitive from "lucide-react/icons/case-sensitive";
import ChevronRight from "lucide-react/icons/chevron-right";
import Regex from "lucide-react/icons/regex";
import Replace from "lucide-react/icons/replace";
import ReplaceAll from "lucide-react/icons/replace-all";
import WholeWord from "lucide-react/icons/whole-word";
import X from "lucide-react/icons/x";
import { type ReactNode, useEffect, useRef } from "react";
import { keyOf } from "@/components/commands/commands";
import { useCommands } from "@/components/commands/use-commands";
import { IconButton } from "@/components/ui/icon-button";
import { count } from "@/lib/format/number";
import { useSession } from "../session-context";
import { useStore } from "../use-store";
import type { FindState } from "./find-store";

const icon = { size: 14, "aria-hidden": true } as const;
const fieldClass =
  "h-7 w-full min-w-0 rounded-md border border-line-strong bg-page pl-2 font-mono text-[13px] outline-none focus:border-accent aria-invalid:border-danger";

/** Find and replace over all cells: at the edge, while it is asked for. */
export function FindBar() {
  const session = useSession();
  const open = useStore(session.find.store, (state) => state.open);
  return open ? <OpenBar /> : null;
}

function OpenBar() {
  const session = useSession();
  const { store } = session.find;
  const state = useStore(store, (now) => now);
  const { query, replacing, replacement, problem } = state;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const openAgain = (withReplacement: boolean) => () => {
    session.find.open(withReplacement);
    field.current?.focus();
    field.current?.select();
  };
  useCommands({
    "find.open": openAgain(false),
    "find.replace": session.readOnly ? undefined : openAgain(true),
    "find.forward": () => store.go(1),
    "find.back": () => store.go(-1),
    "find.matchCase": () => store.setQuery({ matchCase: !query.matchCase }),
    "find.wholeWord": () => store.setQuery({ wholeWord: !query.wholeWord }),
    "find.regex": () => store.setQuery({ regex: !query.regex }),
    "find.replaceOne": session.readOnly ? undefined : () => void store.replaceOne(),
    "find.replaceAll": session.readOnly ? undefined : () => void store.replaceAll(),
    "find.close": () => session.find.close(),
  });
  const none = state.matches.length === 0;
  return (
    <section
      role="search"
      aria-label="Find in all cells"
      data-keys="find"
      className="absolute top-2 right-5 z-30 flex w-[26rem] max-w-[calc(100%-2rem)] animate-appear gap-1 rounded-md bg-raised p-1.5 shadow-float max-sm:right-2 max-sm:max-w-[calc(100%-1rem)]"
    >
      {!session.readOnly && (
        <button
          type="button"
          aria-label={replacing ? "Hide replace" : "Show replace"}
          aria-expanded={replacing}
          onClick={() => store.toggleReplacing()}
          className="flex w-5 shrink-0 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-ink"
        >
          <ChevronRight {...icon} className={clsx("transition-transform", replacing && "rotate-90")} />
        </button>
      )}
      <div className="min-w-0 flex-1 space-y-1">
        <div className="flex items-center gap-1">
          <div className="relative min-w-0 flex-1">
            <input
              ref={field}
              aria-label="Find"
              placeholder="Find"
              spellCheck={false}
              autoComplete="off"
              value={query.text}
              aria-invalid={problem ? true : undefined}
              aria-describedby="find-state"
              onChange={(event) => store.setQuery({ text: event.target.value })}
              className={clsx(fieldClass, "pr-[78px]")}
            />
            <div className="absolute inset-y-0 right-0.5 flex items-center">
              <Toggle part="matchCase" label="Match case" on={query.matchCase}>
                <CaseSensitive {...icon} />
              </Toggle>
              <Toggle part="wholeWord" label="Whole words" on={query.wholeWord}>
                <WholeWord {...icon} />
              </Toggle>
              <Toggle part="regex" label="Regular expression" on={query.regex}>
                <Regex {...icon} />
              </Toggle>
            </div>
          </div>
          <span
            id="find-state"
            role="status"
            className={clsx(
              "w-[70px] shrink-0 text-center text-xs whitespace-nowrap tabular-nums",
              none && query.text ? "text-danger" : "text-muted",
            )}
          >
            {countWords(state)}
          </span>
          <IconButton
            size="sm"
            label="The match before"
            shortcut={keyOf("find.previous")}
            disabled={none}
            onClick={() => store.go(-1)}
          >
            <ArrowUp {...icon} />
          </IconButton>
          <IconButton
            size="sm"
            label="The next match"
            shortcut={keyOf("find.next")}
            disabled={none}
            onClick={() => store.go(1)}
          >
            <ArrowDown {...icon} />
          </IconButton>
          <IconButton size="sm" label="Close find" shortcut={keyOf("find.close")} onClick={() => session.find.close()}>
            <X {...icon} />
          </IconButton>
        </div>
        {replacing && (
          <div className="flex items-center gap-1">
            <input
              aria-label="Replace with"
              placeholder={query.regex ? "Replace: $1, $<name>, \\n" : "Replace"}
              spellCheck={false}
              autoComplete="off"
              value={replacement}
              onChange={(event) => store.setReplacement(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey) return;
                event.preventDefault();
                void store.replaceOne();
              }}
              className={fieldClass}
            />
            <IconButton
              size="sm"
              label="Replace this match"
              shortcut={keyOf("find.replaceOne")}
              disabled={none}
              onClick={() => void store.replaceOne()}
            >
              <Replace {...icon} />
            </IconButton>
            <IconButton
              size="sm"
              label="Replace all matches"
              shortcut={keyOf("find.replaceAll")}
              disabled={none}
              onClick={() => void store.replaceAll()}
            >
              <ReplaceAll {...icon} />
            </IconButton>
          </div>
        )}
        {problem && (
          <p role="alert" className="px-1 pb-0.5 text-xs text-danger">
            {problem}
          </p>
        )}
      </div>
    </section>
  );
}

function countWords({ query, problem, searching, matches, more, current }: FindState): string {
  if (query.text === "" || problem) return "";
  if (matches.length === 0) return searching ? "…" : "None";
  return `${current + 1} of ${count(matches.length)}${more ? "+" : ""}`;
}

interface ToggleProps {
  part: "matchCase" | "wholeWord" | "regex";
  label: string;
  on: boolean;
  children: ReactNode;
}

function Toggle({ part, label, on, children }: ToggleProps) {
  const { store } = useSession().find;
  return (
    <IconButton
      size="sm"
      label={label}
      shortcut={keyOf(`find.${part}`)}
      aria-pressed={on}
      onClick={() => store.setQuery({ [part]: !on })}
      className={clsx("size-6!", on && "bg-accent-soft text-accent!")}
    >
      {children}
    </IconButton>
  );
}

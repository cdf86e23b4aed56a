"use client";
import clsx from "clsx";
import Search from "lucide-react/icons/search";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { controlClass } from "@/components/ui/field";
import { complete, type Completion, type Vocabulary } from "@/lib/runs/query/complete";
import { parseQuery, QueryError } from "@/lib/runs/query/parse";

const noWords: Vocabulary = { params: [], metrics: [], names: [], datasets: [], people: [], notebooks: [] };

interface QueryFieldProps {
  value: string;
  onChange: (query: string) => void;
  vocabulary: Vocabulary | undefined;
  placeholder: string;
}

/** What is wrong with the query, in words; null where nothing is. */
export function queryProblem(query: string): string | null {
  try {
    parseQuery(query);
    return null;
  } catch (error) {
    if (error instanceof QueryError) return error.message;
    throw error;
  }
}

/** The typed query, with completion at the caret. A combobox as ARIA describes it: the list follows, the focus stays. */
export function QueryField({ value, onChange, vocabulary = noWords, placeholder }: QueryFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [active, setActive] = useState(-1);
  const id = useId();
  const problem = useMemo(() => queryProblem(value), [value]);
  const options = completion?.options ?? [];
  const open = options.length > 0;

  const suggest = (query: string, caret: number) => {
    setCompletion(complete(query, caret, vocabulary));
    setActive(-1);
  };
  const close = () => setCompletion(null);
  const accept = (index: number) => {
    const option = options[index];
    const caret = input.current?.selectionStart ?? value.length;
    if (!option || !completion) return;
    const next = `${value.slice(0, completion.start)}${option.text} `;
    onChange(next + value.slice(caret).trimStart());
    requestAnimationFrame(() => {
      input.current?.setSelectionRange(next.length, next.length);
      suggest(next, next.length);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape" && open) return close();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return suggest(value, event.currentTarget.selectionStart ?? value.length);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((now) => (now + step + options.length + (now < 0 && step < 0 ? 1 : 0)) % options.length);
    }
    if ((event.key === "Enter" || event.key === "Tab") && open && active >= 0) {
      event.preventDefault();
      accept(active);
    } else if (event.key === "Enter") close();
  };

  return (
    <div className="relative min-w-0 flex-1">
      <Search size={14} aria-hidden className="pointer-events-none absolute top-2 left-2.5 text-faint" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Filter runs"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        className={clsx(controlClass, "h-8 pl-8 font-mono")}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          suggest(event.target.value, event.target.selectionStart ?? event.target.value.length);
        }}
        onFocus={(event) => suggest(event.target.value, event.target.selectionStart ?? event.target.value.length)}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="What may stand here"
        hidden={!open}
        className="absolute top-9 left-0 z-30 max-h-72 w-72 max-w-full overflow-y-auto rounded-md bg-raised p-1 shadow-float"
      >
        {options.map((option, index) => (
          <li
            key={option.text}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // Before the field loses the focus to the press.
            onMouseDown={(event) => {
              event.preventDefault();
              accept(index);
            }}
            className={clsx(
              "flex h-7 cursor-default items-center gap-3 rounded-sm px-2",
              index === active ? "bg-hover" : "hover:bg-hover",
            )}
          >
            <span className="flex-1 truncate font-mono">{option.text}</span>
            <span className="text-xs text-faint">{option.hint}</span>
          </li>
        ))}
      </ul>
      <p id={`${id}-problem`} role="status" className="mt-1 min-h-4 text-xs text-warn">
        {!open && problem}
      </p>
    </div>
  );
}

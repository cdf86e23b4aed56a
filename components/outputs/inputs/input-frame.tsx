import User from "lucide-react/icons/user";
import Users from "lucide-react/icons/users";
import { type KeyboardEvent, type ReactNode, useId } from "react";
import { Tooltip } from "@/components/ui/tooltip";
import type { Input } from "@/lib/inputs/control";
import type { FieldIds } from "./field-props";

interface InputFrameProps {
  input: Input;
  error: string | null;
  /** The control names itself, as a button does by its words. */
  unlabelled?: boolean;
  /** As broad as its cell, below its label. */
  wide?: boolean;
  children: (ids: FieldIds) => ReactNode;
}

/** Escape goes from a control to its cell, where the keys of cells work. */
function leave(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  event.preventDefault();
  event.currentTarget.closest<HTMLElement>("[data-cell]")?.focus();
}

/** One line: the label, the control, and whose value it is. The error stands below. */
export function InputFrame({ input, error, unlabelled, wide, children }: InputFrameProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const { label } = input.control;
  const words = unlabelled ? null : wide ? (
    <span className="text-muted">{label}</span>
  ) : (
    <label htmlFor={id} className="truncate text-muted sm:leading-8" title={label}>
      {label}
    </label>
  );
  const control = children({
    id,
    "aria-describedby": error === null ? undefined : noteId,
    "aria-invalid": error === null ? undefined : true,
  });
  return (
    <div
      data-input={input.key}
      onKeyDown={leave}
      className={
        wide
          ? "flex max-w-3xl flex-col gap-1.5 text-[13px]"
          : "grid max-w-2xl grid-cols-[minmax(0,9rem)_minmax(0,1fr)_1.5rem] items-start gap-x-3 text-[13px] max-sm:grid-cols-[minmax(0,1fr)_1.5rem]"
      }
    >
      {wide ? (
        <span className="flex items-center justify-between gap-3">
          {words}
          <Whose shared={input.shared} />
        </span>
      ) : (
        <span className="contents max-sm:*:col-span-2">{words ?? <span className="max-sm:hidden" />}</span>
      )}
      <div className="min-w-0">
        {control}
        {error !== null && (
          <p id={noteId} role="alert" className="mt-1 text-xs text-danger">
            {error}
          </p>
        )}
      </div>
      {!wide && <Whose shared={input.shared} />}
    </div>
  );
}

function Whose({ shared }: { shared: boolean }) {
  const said = shared ? "Shared: everyone sees and sets the same value" : "Yours: nobody else sees this value";
  const Icon = shared ? Users : User;
  return (
    <Tooltip content={said} side="right">
      <span role="img" aria-label={said} className="flex h-8 w-6 items-center justify-center text-faint">
        <Icon size={13} aria-hidden />
      </span>
    </Tooltip>
  );
}

import clsx from "clsx";
import { type ReactNode, useId } from "react";

export const controlClass = clsx(
  "w-full rounded-md border border-line-strong bg-raised px-2.5 text-ink transition-colors",
  "hover:border-faint focus:border-accent focus:outline-2 focus:outline-offset-0 focus:outline-accent/25",
  "disabled:opacity-60 aria-invalid:border-danger aria-invalid:focus:outline-danger/25",
);

export interface FieldTexts {
  label?: ReactNode;
  /** The name for assistive technology where no label is drawn. */
  "aria-label"?: string;
  hint?: ReactNode;
  error?: string;
}

interface FieldIds {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/** Label above, control, then a hint or the error: one shape for every control. */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: FieldTexts & { className?: string; children: (ids: FieldIds) => ReactNode }) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={className}>
      {label && (
        <label htmlFor={id} className="mb-1 block font-medium text-ink">
          {label}
        </label>
      )}
      {children({ id, "aria-describedby": note ? noteId : undefined, "aria-invalid": error ? true : undefined })}
      {note && (
        <p
          id={noteId}
          role={error ? "alert" : undefined}
          className={clsx("mt-1 text-xs", error ? "text-danger" : "text-muted")}
        >
          {note}
        </p>
      )}
    </div>
  );
}

import clsx from "clsx";
import type { ComponentProps } from "react";
import { controlClass, Field, type FieldTexts } from "./field";

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

type SelectProps = Omit<ComponentProps<"select">, "size"> &
  FieldTexts & { options: readonly SelectOption[]; size?: "sm" | "md" };

/** The system's own list: right on phones, with type-ahead, at no cost. */
export function Select({ label, hint, error, options, className, size = "md", ...select }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => (
        <div className="relative">
          <select
            {...ids}
            {...select}
            className={clsx(controlClass, "appearance-none pr-7", size === "sm" ? "h-7" : "h-8")}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled} className="bg-raised text-ink">
                {option.label}
              </option>
            ))}
          </select>
          <svg
            viewBox="0 0 12 12"
            className="pointer-events-none absolute top-1/2 right-2.5 size-3 -translate-y-1/2 text-faint"
            aria-hidden
          >
            <path
              d="M3 4.5 6 7.5 9 4.5"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
        </div>
      )}
    </Field>
  );
}

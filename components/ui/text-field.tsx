import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { controlClass, Field, type FieldTexts } from "./field";

type TextFieldProps = ComponentProps<"input"> &
  FieldTexts & {
    icon?: ReactNode;
    /** Mono, for keys, names and numbers. */
    mono?: boolean;
  };

export function TextField({ label, hint, error, icon, mono, className, type, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => (
        <div className="relative">
          {icon && (
            <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-faint">{icon}</span>
          )}
          <input
            type={type ?? "text"}
            {...ids}
            {...input}
            className={clsx(controlClass, "h-8", icon && "pl-8", mono && "font-mono")}
          />
        </div>
      )}
    </Field>
  );
}

type TextAreaProps = ComponentProps<"textarea"> & FieldTexts & { mono?: boolean };

export function TextArea({ label, hint, error, mono, className, ...area }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => (
        <textarea rows={4} {...ids} {...area} className={clsx(controlClass, "block py-1.5", mono && "font-mono")} />
      )}
    </Field>
  );
}

import clsx from "clsx";
import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "ref"> & {
  label?: ReactNode;
  hint?: ReactNode;
  indeterminate?: boolean;
};

/** Without a `label`, give it an `aria-label`. */
export function Checkbox({ label, hint, indeterminate = false, className, ...input }: CheckboxProps) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <label className={clsx("inline-flex items-start gap-2", input.disabled && "opacity-60", className)}>
      <input ref={ref} type="checkbox" {...input} className="mt-[3px] size-3.5 shrink-0 accent-accent" />
      {(label ?? hint) && (
        <span>
          {label}
          {hint && <span className="block text-xs text-muted">{hint}</span>}
        </span>
      )}
    </label>
  );
}

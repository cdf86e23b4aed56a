import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Tooltip } from "./tooltip";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** Its name for everybody: the tooltip and the accessible name. */
  label: string;
  shortcut?: string;
  size?: "sm" | "md";
  children: ReactNode;
}

export function IconButton({ label, shortcut, size = "md", className, children, type, ...rest }: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <button
        type={type ?? "button"}
        aria-label={label}
        className={clsx(
          "inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors",
          "hover:bg-hover hover:text-ink data-[state=open]:bg-hover data-[state=open]:text-ink",
          "disabled:opacity-40 disabled:pointer-events-none",
          size === "sm" ? "size-6" : "size-8",
          className,
        )}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  );
}

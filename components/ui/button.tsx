import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Spinner } from "./spinner";

export type ButtonVariant = "primary" | "quiet" | "danger" | "plain";
export type ButtonSize = "sm" | "md" | "lg";

const variants: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  quiet: "bg-raised text-ink border border-line-strong hover:bg-hover",
  danger: "bg-raised text-danger border border-line-strong hover:bg-danger-soft hover:border-danger",
  plain: "text-muted hover:bg-hover hover:text-ink",
};

const sizes: Record<ButtonSize, string> = {
  sm: "h-7 px-2 gap-1.5",
  md: "h-8 px-3 gap-2",
  lg: "h-10 px-4 gap-2 text-base",
};

export const buttonClass = (variant: ButtonVariant = "quiet", size: ButtonSize = "md"): string =>
  clsx(
    "inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap transition-colors select-none",
    "disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50 aria-disabled:pointer-events-none",
    variants[variant],
    sizes[size],
  );

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Shows work under way in place of the icon and refuses presses meanwhile. */
  busy?: boolean;
}

export function Button({ variant, size, icon, busy, className, children, disabled, type, ...rest }: ButtonProps) {
  return (
    <button
      type={type ?? "button"}
      className={clsx(buttonClass(variant, size), className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <Spinner size={14} /> : icon}
      {children}
    </button>
  );
}

"use client";
import clsx from "clsx";

interface TitleFieldProps {
  title: string;
  onDone: (title: string | null) => void;
  className?: string;
}

/** The title as a field in its place: Enter keeps, Escape and an empty title leave it as it was. */
export function TitleField({ title, onDone, className }: TitleFieldProps) {
  return (
    <input
      autoFocus
      defaultValue={title}
      maxLength={200}
      aria-label="Title"
      onFocus={(event) => event.target.select()}
      onBlur={(event) => onDone(event.target.value.trim() || null)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          event.stopPropagation();
          event.currentTarget.value = title;
          event.currentTarget.blur();
        }
      }}
      className={clsx(
        "relative z-10 -mx-1 h-7 w-full rounded-sm border border-accent bg-raised px-1 font-medium outline-none",
        className,
      )}
    />
  );
}

import clsx from "clsx";

const initials = (name: string): string => {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
};

const palette = ["#0f6f6a", "#a3521a", "#5a56bd", "#a8366a", "#5d7219", "#2469a8", "#85502d", "#66615a"];

/** A person's own colour, the same everywhere; white text on it is readable. */
export function personColor(id: string): string {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + char.charCodeAt(0)) | 0;
  return palette[Math.abs(hash) % palette.length] ?? "#66615a";
}

interface AvatarProps {
  name: string;
  color?: string;
  size?: number;
  /** Where the name stands beside it. */
  decorative?: boolean;
  className?: string;
}

export function Avatar({ name, color, size = 24, decorative, className }: AvatarProps) {
  return (
    <span
      role={decorative ? undefined : "img"}
      aria-label={decorative ? undefined : name}
      aria-hidden={decorative}
      title={name}
      className={clsx("inline-flex shrink-0 items-center justify-center rounded-full font-semibold text-white select-none", className)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.4), background: color ?? personColor(name) }}
    >
      {initials(name)}
    </span>
  );
}

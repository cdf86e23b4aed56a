import clsx from "clsx";

const initials = (name: string): string => {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
};

const channel = (value: number): number => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** Black or white, whichever reads better on the colour: one of them always has a contrast of at least 4.5. */
function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => channel(parseInt(color.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

interface AvatarProps {
  name: string;
  /** Where the label says more than the name. */
  initialsOf?: string;
  /** `#rrggbb`; see `personColor`. */
  color?: string;
  size?: number;
  /** Where the name stands beside it. */
  decorative?: boolean;
  className?: string;
}

export function Avatar({ name, initialsOf = name, color, size = 24, decorative, className }: AvatarProps) {
  const shown = color ?? "#887661";
  return (
    <span
      role={decorative ? undefined : "img"}
      aria-label={decorative ? undefined : name}
      aria-hidden={decorative}
      title={name}
      className={clsx(
        "inline-flex shrink-0 items-center justify-center rounded-full font-semibold select-none",
        className,
      )}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.4), background: shown, color: inkOn(shown) }}
    >
      {initials(initialsOf)}
    </span>
  );
}

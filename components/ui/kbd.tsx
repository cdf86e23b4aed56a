import clsx from "clsx";

const macNames: Record<string, string> = { Mod: "⌘", Ctrl: "⌃", Shift: "⇧", Alt: "⌥" };
const otherNames: Record<string, string> = { Mod: "Ctrl" };
const keyNames: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Enter: "↵",
  Escape: "Esc",
};

const isMac = (): boolean => typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** "Mod+Shift+P" as a person of this system reads it; "d d" is two presses. */
export const keyParts = (keys: string): string[][] =>
  keys
    .split(" ")
    .map((chord) =>
      chord
        .split("+")
        .map(
          (part) =>
            (isMac() ? macNames[part] : otherNames[part]) ??
            keyNames[part] ??
            (part.length === 1 ? part.toUpperCase() : part),
        ),
    );

export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <kbd
      className={clsx("inline-flex items-center gap-1 font-sans text-xs whitespace-nowrap text-faint", className)}
      suppressHydrationWarning
    >
      {keyParts(keys).map((chord, index) => (
        <span key={index} suppressHydrationWarning>
          {chord.join(isMac() ? "" : "+")}
        </span>
      ))}
    </kbd>
  );
}

/** What of a keyboard event names a key. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

const byCode: Record<string, string> = { Minus: "-", Slash: "/" };
const bare = new Set(["Shift", "Control", "Alt", "Meta", "CapsLock", "Dead", "Unidentified", "AltGraph"]);

/** The key itself: letters by what is printed on Latin keyboards, by place on others. */
function keyName(press: KeyPress): string {
  if (press.ctrlKey && byCode[press.code] && press.shiftKey) return byCode[press.code] ?? press.key;
  if (press.key.length === 1 && press.key.charCodeAt(0) > 127 && press.code.startsWith("Key"))
    return press.code.slice(3).toLowerCase();
  return press.key.length === 1 && /[a-z]/i.test(press.key) ? press.key.toLowerCase() : press.key;
}

/** One press in the form that the table of commands uses, lower-case letters: `Mod+Shift+c`. Null for a modifier alone. */
export function chordOf(press: KeyPress, mac: boolean): string | null {
  if (bare.has(press.key)) return null;
  const key = keyName(press);
  const mod = mac ? press.metaKey : press.ctrlKey;
  const ctrl = mac && press.ctrlKey;
  // A sign such as "?" already says that Shift was held.
  const shift = press.shiftKey && (key.length > 1 || /[a-z-]/.test(key));
  return [mod && "Mod", ctrl && "Ctrl", press.altKey && "Alt", shift && "Shift", key].filter(Boolean).join("+");
}

/** The table's spelling, in the order that `chordOf` gives; on other systems than a Mac, Ctrl is Mod. */
export function normalChord(chord: string, mac: boolean): string {
  const parts = chord.split("+");
  const key = parts.pop() ?? "";
  const held = new Set(parts.map((part) => (part === "Ctrl" && !mac ? "Mod" : part)));
  const names = ["Mod", "Ctrl", "Alt", "Shift"].filter((name) => held.has(name));
  return [...names, /^[A-Z]$/.test(key) ? key.toLowerCase() : key].join("+");
}

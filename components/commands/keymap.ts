import { chordOf, type KeyPress, normalChord } from "./chord";
import { type Command, type CommandId, commandList } from "./commands";

/**
 * Where the keyboard is: `page` (no notebook, nothing typed), a notebook's `command` or `edit` mode, its `find` bar, a `panel` beside it, its
 * `history` over it, or `typing` in some other field.
 */
export type KeyPlace = "page" | "command" | "edit" | "find" | "panel" | "history" | "typing";

const modes: Record<KeyPlace, ReadonlySet<Command["mode"]>> = {
  page: new Set(["any", "list"]),
  command: new Set(["any", "command", "both", "notebook"]),
  edit: new Set(["any", "edit", "both", "notebook"]),
  find: new Set(["any", "find", "notebook"]),
  panel: new Set(["any", "notebook"]),
  history: new Set(["any", "history"]),
  typing: new Set(["any"]),
};

const SEQUENCE_MS = 900;

type Match = { command: CommandId } | "pending" | null;

interface Binding {
  id: CommandId;
  mode: Command["mode"];
  chords: readonly string[];
}

/** Turns presses into commands, minding pairs such as "d d". */
export class Keymap {
  readonly #bindings: readonly Binding[];
  #first: { chord: string; at: number } | null = null;

  constructor(readonly mac: boolean) {
    this.#bindings = commandList.flatMap(({ id, mode, keys = [], editorKeys }) =>
      (editorKeys ? [] : keys).map((key) => ({
        id,
        mode,
        chords: key.split(" ").map((chord) => normalChord(chord, mac)),
      })),
    );
  }

  press(event: KeyPress, place: KeyPlace, at: number): Match {
    const chord = chordOf(event, this.mac);
    if (!chord) return null;
    const first = this.#first && at - this.#first.at <= SEQUENCE_MS ? this.#first.chord : null;
    this.#first = null;
    const active = this.#bindings.filter(
      (binding) => modes[place].has(binding.mode) && (mayInterrupt(binding, place) || !isPlain(chord)),
    );
    const pair =
      first && active.find(({ chords }) => chords.length === 2 && chords[0] === first && chords[1] === chord);
    if (pair) return { command: pair.id };
    const single = active.find(({ chords }) => chords.length === 1 && chords[0] === chord);
    if (single) return { command: single.id };
    if (!active.some(({ chords }) => chords.length === 2 && chords[0] === chord)) return null;
    this.#first = { chord, at };
    return "pending";
  }
}

const isPlain = (chord: string): boolean => !/^(Mod|Ctrl|Alt)\+/.test(chord);

/** A plain key types a letter where text is typed: only what is made for editing may take it there. */
const mayInterrupt = (binding: Binding, place: KeyPlace): boolean =>
  ["page", "panel", "command", "history"].includes(place) ||
  ((place === "edit" || place === "find") && binding.mode !== "any");

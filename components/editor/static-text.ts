import type { Monaco } from "./monaco-type";
import { TAB_SIZE } from "./metrics";
import { onThemeChange } from "./theme";

export type EditorLanguage = "typescript" | "markdown" | "sql";

const LIMIT = 2000;

/** Coloured HTML of cells' texts, kept: a notebook is scrolled far more than it is edited. */
export class Colorizer {
  readonly #known = new Map<string, Promise<string>>();
  readonly #stop: () => void;

  constructor(
    readonly monaco: Monaco,
    onThemeChanged: () => void,
  ) {
    this.#stop = onThemeChange(() => {
      this.#known.clear();
      onThemeChanged();
    });
  }

  /** HTML in which Monaco has escaped the text; lines end with `<br/>`. */
  colorize(text: string, language: EditorLanguage): Promise<string> {
    const key = `${language}\n${text}`;
    const known = this.#known.get(key);
    if (known) return known;
    const made = this.monaco.editor.colorize(text, language, { tabSize: TAB_SIZE });
    if (this.#known.size >= LIMIT) this.#known.delete(this.#known.keys().next().value ?? "");
    this.#known.set(key, made);
    return made;
  }

  destroy(): void {
    this.#stop();
  }
}

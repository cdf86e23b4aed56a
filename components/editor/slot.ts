import type * as Y from "yjs";
import type { EditorCommand } from "./command";
import { heightOfLines } from "./metrics";
import type { Colorizer, EditorLanguage } from "./static-text";

/** Marks shown in a cell besides what TypeScript says: where its last run failed. Lines and columns count from 1. */
export interface RunMarker {
  line: number;
  column?: number;
  message: string;
}

export interface SlotHandlers {
  onCommand(command: EditorCommand): void;
  onFocus(): void;
  onBlur(): void;
}

/**
 * A cell's place on the page: painted text until an editor comes, and again when it leaves. It is made and dropped by the React
 * component; everything in it is drawn by hand, so that a keystroke never passes through React.
 */
export class EditorSlot {
  readonly #paint = document.createElement("pre");
  readonly #shown = document.createElement("code");
  readonly #numbers = document.createElement("span");
  #painted = "";
  #near = false;
  #hasEditor = false;
  markers: readonly RunMarker[] = [];
  readOnly = false;
  #lineNumbers = false;

  constructor(
    readonly cellId: string,
    readonly text: Y.Text,
    readonly language: EditorLanguage,
    readonly host: HTMLElement,
    readonly handlers: SlotHandlers,
    /** Colours, once Monaco is there. */
    readonly colorizer: () => Colorizer | null,
  ) {
    this.#paint.className = language === "markdown" ? "quire-painted quire-painted-wrap" : "quire-painted";
    this.#numbers.className = "quire-painted-numbers";
    this.#numbers.ariaHidden = "true";
    this.#paint.append(this.#numbers, this.#shown);
    host.append(this.#paint);
    this.#write();
    text.observe(this.#onText);
  }

  destroy(): void {
    this.text.unobserve(this.#onText);
    this.#paint.remove();
    this.host.style.height = "";
  }

  get lineNumbers(): boolean {
    return this.#lineNumbers;
  }
  /** Code is numbered; prose wraps, and is not. */
  set lineNumbers(on: boolean) {
    this.#lineNumbers = on && this.language !== "markdown";
    this.#paint.classList.toggle("quire-painted-numbered", this.#lineNumbers);
    this.#number();
  }

  /** Whether it is close enough to the viewport to be worth colouring. */
  setNear(near: boolean): void {
    this.#near = near;
    if (near) this.#color();
  }

  /** The editor stands where the text stood, to the pixel. */
  giveEditor(container: HTMLElement): void {
    this.#hasEditor = true;
    this.host.append(container);
    this.#paint.hidden = true;
  }

  takeEditor(container: HTMLElement): void {
    this.#hasEditor = false;
    this.#write();
    this.#color();
    this.#paint.hidden = false;
    this.host.style.height = "";
    container.remove();
  }

  setHeight(height: number): void {
    this.host.style.height = `${height}px`;
  }

  /** Draws the colours anew, say for another theme. */
  repaint(): void {
    this.#painted = "";
    this.#color();
  }

  get height(): number {
    return this.language === "markdown"
      ? this.#paint.offsetHeight
      : heightOfLines(this.text.toJSON().split("\n").length);
  }

  readonly #onText = (): void => {
    if (this.#hasEditor) return;
    this.#write();
    this.#color();
  };

  #write(): void {
    this.#painted = "";
    // A last empty line has no height of its own.
    this.#shown.textContent = `${this.text.toJSON()}\u200b`;
    this.#number();
  }

  #number(): void {
    const lines = this.#lineNumbers ? this.text.toJSON().split("\n").length : 0;
    this.#numbers.textContent = Array.from({ length: lines }, (_, i) => i + 1).join("\n");
  }

  #color(): void {
    const colorizer = this.colorizer();
    const source = this.text.toJSON();
    if (!colorizer || !this.#near || this.#hasEditor || source === "" || this.#painted === source) return;
    colorizer.colorize(source, this.language).then(
      (html) => {
        if (this.#hasEditor || this.text.toJSON() !== source) return;
        // Monaco has escaped the text.
        this.#shown.innerHTML = html.replace(/<br\/>$/, "");
        this.#painted = source;
      },
      () => undefined,
    );
  }
}

import type { editor } from "monaco-editor";
import type { CaretPlace } from "./command";
import { addEditorKeys } from "./editor-keys";
import { editorOptions, optionsOf } from "./editor-options";
import type { Monaco } from "./monaco-type";
import type { EditorSlot } from "./slot";

export interface PoolSource {
  modelOf(cellId: string): editor.ITextModel | null;
  /** An editor now shows the slot, or no longer does. */
  attached(slot: EditorSlot, pooled: PooledEditor): void;
  detached(slot: EditorSlot, pooled: PooledEditor): void;
}

export interface PooledEditor {
  readonly editor: editor.IStandaloneCodeEditor;
  readonly container: HTMLElement;
  readonly decorations: editor.IEditorDecorationsCollection;
  /** What a search of the notebook has found. */
  readonly found: editor.IEditorDecorationsCollection;
  slot: EditorSlot | null;
  usedAt: number;
}

/** Enough for a tall screen of small cells; more cost memory and nothing is gained. */
const SIZE = 12;
/** Editors are ready a little before a cell scrolls into view; text is coloured well before. */
const EDIT_MARGIN = "240px 0px";
const PAINT_MARGIN = "1500px 0px";

/** A few editors that go where the viewport is. */
export class EditorPool {
  readonly #editors: PooledEditor[] = [];
  readonly #slots = new Map<Element, EditorSlot>();
  readonly #visible = new Set<EditorSlot>();
  readonly #viewStates = new Map<string, editor.ICodeEditorViewState>();
  readonly #paintObserver = new IntersectionObserver((entries) => this.#onNear(entries), { rootMargin: PAINT_MARGIN });
  readonly #editObserver = new IntersectionObserver((entries) => this.#onVisible(entries), { rootMargin: EDIT_MARGIN });
  readonly #sizes = new ResizeObserver((entries) => this.#onResize(entries));
  #monaco: Monaco | null = null;
  #frame = 0;
  #uses = 0;

  constructor(readonly source: PoolSource) {}

  /** From here on there are editors. */
  start(monaco: Monaco): void {
    this.#monaco = monaco;
    this.#assignSoon();
  }

  add(slot: EditorSlot): void {
    this.#slots.set(slot.host, slot);
    this.#paintObserver.observe(slot.host);
    this.#editObserver.observe(slot.host);
  }

  remove(slot: EditorSlot): void {
    this.#paintObserver.unobserve(slot.host);
    this.#editObserver.unobserve(slot.host);
    this.#slots.delete(slot.host);
    this.#visible.delete(slot);
    this.#release(this.editorOf(slot));
  }

  get slots(): Iterable<EditorSlot> {
    return this.#slots.values();
  }
  get editors(): readonly PooledEditor[] {
    return this.#editors;
  }
  slotOf(cellId: string): EditorSlot | undefined {
    return [...this.#slots.values()].find((slot) => slot.cellId === cellId);
  }
  editorOf(slot: EditorSlot): PooledEditor | undefined {
    return this.#editors.find((pooled) => pooled.slot === slot);
  }

  setLineNumbers(slot: EditorSlot, on: boolean): void {
    slot.lineNumbers = on;
    this.editorOf(slot)?.editor.updateOptions({ lineNumbers: numbersOf(slot) });
  }

  /** Gives the slot an editor at once; undefined while Monaco is not there. */
  give(slot: EditorSlot): PooledEditor | undefined {
    return this.editorOf(slot) ?? this.#attach(slot);
  }

  /** Gives the slot an editor at once, and the caret. False while Monaco is not there. */
  focus(slot: EditorSlot, place: CaretPlace): boolean {
    const pooled = this.give(slot);
    if (!pooled) return false;
    // The focus may be in one of its widgets: the name in a rename, the words to find.
    if (place === "keep" && pooled.editor.hasWidgetFocus()) return true;
    placeCaret(pooled.editor, place);
    pooled.editor.focus();
    return true;
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    for (const observer of [this.#paintObserver, this.#editObserver, this.#sizes]) observer.disconnect();
    for (const pooled of this.#editors) {
      this.#release(pooled);
      pooled.editor.dispose();
    }
  }

  #onNear(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) this.#slots.get(target)?.setNear(isIntersecting);
  }

  #onVisible(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const slot = this.#slots.get(target);
      if (slot && isIntersecting) this.#visible.add(slot);
      else if (slot) this.#visible.delete(slot);
    }
    this.#assignSoon();
  }

  #onResize(entries: ResizeObserverEntry[]): void {
    for (const { target } of entries) {
      const pooled = this.#editors.find(({ slot }) => slot?.host === target);
      if (pooled) layout(pooled);
    }
  }

  #assignSoon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#assign());
  }

  /** One editor a frame: scrolling stays smooth, and the middle of the screen is served first. */
  #assign(): void {
    if (!this.#monaco) return;
    const wanted = nearestFirst([...this.#visible]).slice(0, SIZE);
    const next = wanted.find((slot) => !this.editorOf(slot));
    if (!next || !this.#attach(next, new Set(wanted))) return;
    this.#assignSoon();
  }

  /** Takes a free editor, a new one, or the one not used for longest; never one that is wanted or has the focus. */
  #attach(slot: EditorSlot, wanted: ReadonlySet<EditorSlot> = new Set()): PooledEditor | undefined {
    const model = this.#monaco && this.source.modelOf(slot.cellId);
    const pooled = model && this.#take(wanted);
    if (!pooled) return undefined;
    this.#release(pooled);
    pooled.slot = slot;
    pooled.usedAt = ++this.#uses;
    pooled.editor.updateOptions({
      ...optionsOf(slot.language),
      readOnly: slot.readOnly,
      lineNumbers: numbersOf(slot),
      fontFamily: getComputedStyle(slot.host).fontFamily,
    });
    const height = slot.height;
    slot.giveEditor(pooled.container);
    slot.setHeight(height);
    pooled.editor.setModel(model);
    layout(pooled);
    const viewState = this.#viewStates.get(slot.cellId);
    if (viewState) pooled.editor.restoreViewState(viewState);
    this.#sizes.observe(slot.host);
    this.source.attached(slot, pooled);
    return pooled;
  }

  #take(wanted: ReadonlySet<EditorSlot>): PooledEditor | undefined {
    const free = this.#editors.find(({ slot }) => !slot);
    if (free) return free;
    if (this.#editors.length < SIZE) return this.#make();
    return this.#editors
      .filter(({ slot, editor }) => !editor.hasWidgetFocus() && !(slot && wanted.has(slot)))
      .sort((a, b) => a.usedAt - b.usedAt)[0];
  }

  #release(pooled: PooledEditor | undefined): void {
    const slot = pooled?.slot;
    if (!slot) return;
    const viewState = pooled.editor.saveViewState();
    if (viewState) this.#viewStates.set(slot.cellId, viewState);
    this.#sizes.unobserve(slot.host);
    this.source.detached(slot, pooled);
    pooled.decorations.clear();
    pooled.found.clear();
    pooled.slot = null;
    pooled.editor.setModel(null);
    slot.takeEditor(pooled.container);
  }

  #make(): PooledEditor | undefined {
    const monaco = this.#monaco;
    if (!monaco) return undefined;
    const container = document.createElement("div");
    container.className = "quire-editor";
    const made = monaco.editor.create(container, { ...editorOptions, model: null });
    const pooled: PooledEditor = {
      editor: made,
      container,
      decorations: made.createDecorationsCollection(),
      found: made.createDecorationsCollection(),
      slot: null,
      usedAt: 0,
    };
    made.onDidContentSizeChange(({ contentHeightChanged }) => contentHeightChanged && layout(pooled));
    made.onDidFocusEditorWidget(() => pooled.slot?.handlers.onFocus());
    made.onDidBlurEditorWidget(() => {
      // A text that was left at the end of a long line is read from its beginning; another window is no leaving.
      if (document.hasFocus()) made.setScrollLeft(0);
      pooled.slot?.handlers.onBlur();
    });
    addEditorKeys(monaco, made, (command) => pooled.slot?.handlers.onCommand(command));
    this.#editors.push(pooled);
    return pooled;
  }
}

const numbersOf = ({ lineNumbers }: EditorSlot) => (lineNumbers ? "on" : "off");

/** As tall as its text. */
function layout({ editor, slot }: PooledEditor): void {
  if (!slot || !editor.getModel()) return;
  const width = slot.host.clientWidth;
  const height = editor.getContentHeight();
  slot.setHeight(height);
  editor.layout({ width, height });
}

function placeCaret(editor: editor.IStandaloneCodeEditor, place: CaretPlace): void {
  const model = editor.getModel();
  if (!model || place === "keep") return;
  if (place === "start" || place === "end") {
    editor.setPosition(model.getPositionAt(place === "start" ? 0 : model.getValueLength()));
  } else if ("offset" in place) {
    const [from, to] = [model.getPositionAt(place.offset), model.getPositionAt(place.offset + place.length)];
    editor.setSelection({
      startLineNumber: from.lineNumber,
      startColumn: from.column,
      endLineNumber: to.lineNumber,
      endColumn: to.column,
    });
  } else {
    const position = editor.getTargetAtClientPoint(place.x, place.y)?.position;
    if (position) editor.setPosition(position);
  }
}

function nearestFirst(slots: readonly EditorSlot[]): EditorSlot[] {
  const middle = window.innerHeight / 2;
  const distance = ({ host }: EditorSlot) => {
    const { top, bottom } = host.getBoundingClientRect();
    return top <= middle && bottom >= middle ? 0 : Math.min(Math.abs(top - middle), Math.abs(bottom - middle));
  };
  return slots
    .map((slot) => ({ slot, at: distance(slot) }))
    .sort((a, b) => a.at - b.at)
    .map(({ slot }) => slot);
}

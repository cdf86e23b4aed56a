import type * as Y from "yjs";
import type { ClipCell } from "@/lib/notebook/clips/clip";
import { readNotebook } from "@/lib/notebook/notebook-file";
import {
  type CellSource,
  type CellType,
  getCell,
  listCells,
  readResultName,
  readSources,
  RESULT_NAME_SETTING,
} from "@/lib/notebook/doc";
import {
  deleteCells,
  duplicateCells,
  insertCell,
  insertCells,
  mergeCells,
  moveCells,
  moveCellsBy,
  type Position,
  setCellSetting,
  setCellText,
  setCellType,
  splitCell,
} from "@/lib/notebook/edit";
import type { NotebookUndo, Step } from "@/lib/notebook/undo";
import { type NotebookUi, selectedIds } from "./notebook-ui";
import { hiddenCells, sectionOf, withHeading } from "./sections";

interface Parts {
  doc: Y.Doc;
  ui: NotebookUi;
  undo: NotebookUndo;
  /** No cell defines or reads this name. */
  isFree(name: string): boolean;
}

/** What a query's result is called until a person says otherwise. */
const RESULT = "query";

/** What keys, menus and buttons do to cells: each acts on the selection and leaves a sensible one behind. */
export class CellActions {
  /** Marks edits as this person's, for undo. */
  readonly #origin: object;

  constructor(private readonly parts: Parts) {
    this.#origin = parts.undo.structure;
  }

  get sources(): CellSource[] {
    return readSources(this.parts.doc);
  }

  get selected(): string[] {
    return selectedIds(this.parts.ui.getSnapshot(), this.#order);
  }

  get active(): string | null {
    return this.parts.ui.getSnapshot().active;
  }

  get #order(): string[] {
    return this.sources.map(({ id }) => id);
  }

  insert(position: Position, type: CellType, source = ""): string {
    const settings = type === "sql" ? { [RESULT_NAME_SETTING]: this.#freeResultName() } : {};
    const id = insertCell(this.parts.doc, position, { type, source, settings }, this.#origin);
    this.parts.ui.select(id);
    return id;
  }

  insertBeside(side: "above" | "below"): string {
    const { active } = this;
    const type = this.#typeOf(active);
    if (active === null) return this.insert(side === "above" ? "start" : "end", type);
    return this.insert(side === "above" ? { before: active } : { after: active }, type);
  }

  /** Several may be made before the graph knows of the first. */
  #freeResultName(): string {
    const taken = new Set(listCells(this.parts.doc).map((cell) => readResultName(cell)));
    let name = this.parts.isFree(RESULT) ? RESULT : `${RESULT}2`;
    for (let count = 3; taken.has(name) || !this.parts.isFree(name); count++) name = `${RESULT}${count}`;
    return name;
  }

  /** A new cell follows code with code, text with text: after SQL comes what uses it. */
  #typeOf(id: string | null): CellType {
    return id !== null && getCell(this.parts.doc, id)?.type === "md" ? "md" : "ts";
  }

  delete(ids = this.selected): void {
    const order = this.#order;
    const places = ids.map((id) => order.indexOf(id)).filter((place) => place >= 0);
    if (places.length === 0) return;
    const rest = order.filter((id) => !ids.includes(id));
    deleteCells(this.parts.doc, ids, this.#origin);
    this.parts.ui.select(rest[Math.min(Math.min(...places), rest.length - 1)] ?? null);
  }

  undo(): void {
    this.#track(() => this.parts.undo.undo());
  }

  /** The last thing done, to be taken back by `takeBack` whatever is done after it. */
  get lastStep(): Step | null {
    return this.parts.undo.last;
  }

  takeBack(step: Step | null): void {
    if (step) this.#track(() => this.parts.undo.takeBack(step));
  }

  redo(): void {
    this.#track(() => this.parts.undo.redo());
  }

  /** What comes back or changes is selected; what goes leaves a selection behind. */
  #track(act: () => void): void {
    const before = new Map(this.sources.map(({ id, source }) => [id, source]));
    act();
    const { active, sources } = this;
    const changed =
      sources.find(({ id }) => !before.has(id)) ?? sources.find((now) => before.get(now.id) !== now.source);
    if (changed) this.parts.ui.select(changed.id);
    else if (active === null || !getCell(this.parts.doc, active)) this.parts.ui.select(sources[0]?.id ?? null);
  }

  /** The cells as they go to the clipboard. */
  clips(ids = this.selected): ClipCell[] {
    return readNotebook(this.parts.doc, null)
      .cells.filter(({ id }) => ids.includes(id))
      .map(({ type, source, settings }) => ({ type, source, settings }));
  }

  /** Puts them below the selection, and selects them all. */
  paste(cells: readonly ClipCell[]): void {
    const last = this.selected.at(-1);
    const ids = insertCells(this.parts.doc, last === undefined ? "end" : { after: last }, cells, this.#origin);
    this.#nameResults(ids);
    const [first, end] = [ids[0], ids.at(-1)];
    if (first === undefined || end === undefined) return;
    this.parts.ui.select(first);
    this.parts.ui.extend(end);
  }

  duplicate(ids = this.selected): void {
    const copies = duplicateCells(this.parts.doc, ids, this.#origin);
    this.#nameResults(copies);
    if (copies[0]) this.parts.ui.select(copies[0]);
  }

  /** A copy's result is another value, and has another name. */
  #nameResults(ids: readonly string[]): void {
    const { doc } = this.parts;
    for (const id of ids)
      if (getCell(doc, id)?.type === "sql")
        setCellSetting(doc, id, RESULT_NAME_SETTING, this.#freeResultName(), this.#origin);
  }

  setType(type: CellType, ids = this.selected): void {
    this.#asStep(() => {
      for (const id of ids) {
        const cell = getCell(this.parts.doc, id);
        if (!cell || cell.type === type) continue;
        setCellType(this.parts.doc, id, type);
        if (type === "sql" && !cell.settings?.has(RESULT_NAME_SETTING))
          setCellSetting(this.parts.doc, id, RESULT_NAME_SETTING, this.#freeResultName());
      }
    });
  }

  heading(level: number): void {
    this.#asStep(() => {
      for (const id of this.selected) {
        const cell = getCell(this.parts.doc, id);
        if (!cell) continue;
        setCellType(this.parts.doc, id, "md");
        setCellText(this.parts.doc, id, withHeading(cell.text.toJSON(), level));
      }
    });
  }

  /** Several edits that undo takes back together. */
  #asStep(edit: () => void): void {
    this.parts.doc.transact(edit, this.#origin);
  }

  /** One selected cell joins the one below; several join into the first. */
  merge(ids = this.selected): void {
    const order = this.#order;
    const below = ids.length === 1 ? order[order.indexOf(ids[0] ?? "") + 1] : undefined;
    const merged = mergeCells(this.parts.doc, below ? [...ids, below] : ids, this.#origin);
    if (merged) this.parts.ui.select(merged);
  }

  split(id: string, offset: number): void {
    const added = splitCell(this.parts.doc, id, offset, this.#origin);
    if (added) this.parts.ui.edit(added);
  }

  move(step: -1 | 1, ids = this.selected): void {
    moveCellsBy(this.parts.doc, ids, step, this.#origin);
  }

  moveTo(ids: readonly string[], position: Position): void {
    moveCells(this.parts.doc, ids, position, this.#origin);
  }

  selectBy(step: -1 | 1, extend = false): void {
    const hidden = hiddenCells(this.sources, this.parts.ui.getSnapshot().collapsed);
    const order = this.#order.filter((id) => !hidden.has(id));
    const { active } = this;
    const place = active === null ? (step > 0 ? -1 : order.length) : order.indexOf(active);
    const next = order[Math.max(0, Math.min(order.length - 1, place + step))];
    if (next === undefined) return;
    if (extend) this.parts.ui.extend(next);
    else this.parts.ui.select(next);
  }

  selectAll(): void {
    const order = this.#order;
    const [first, last] = [order[0], order.at(-1)];
    if (first === undefined || last === undefined) return;
    this.parts.ui.select(first);
    this.parts.ui.extend(last);
  }

  foldSection(folded: boolean): void {
    const { active } = this;
    const section = active === null ? null : sectionOf(this.sources, active);
    if (section === null) return;
    this.parts.ui.fold(section, folded);
    if (folded) this.parts.ui.select(section);
  }
}

import { syntaxDiagnostics } from "./syntax";
import { missingClosers } from "./close-brackets";
import { findCellNames, type CellName, type CellNames } from "./cell-names";
import type { CellSync } from "../protocol";

/** A cell as the compiler sees it: its text, and a tail that ties it to the others. */
export interface VirtualCell {
  readonly cellId: string;
  readonly fileName: string;
  readonly text: string;
  /** What stands before the text: a bracket where a cell such as `{ a: 1 }` is an object, as in the kernel. */
  readonly prefix: "" | "(";
  readonly names: CellNames;
  /** The brackets that the text leaves open, so that the tail stands outside of them. */
  readonly closers: string;
  /** Text and tail. */
  readonly source: string;
  /** Raised when `source` changes. */
  readonly version: number;
}

const CELLS_FOLDER = "/cells";
/** Declares every cell's names once more, for completions of names not typed yet and for cells whose tail is swallowed by an open brace. */
export const CELL_GLOBALS_FILE = `${CELLS_FOLDER}/globals.d.ts`;

/** The notebook's code cells as the files of a program. */
export class VirtualCells {
  readonly #byId = new Map<string, VirtualCell>();
  readonly #byFile = new Map<string, VirtualCell>();
  /** The cell that defines a name, as in lib/graph: it keeps it as long as it defines it; at first, the first in order. */
  #owners = new Map<string, VirtualCell>();
  #order: readonly string[] = [];
  #files = 0;
  #globals = "";
  #version = 0;

  /** Raised with every change that a program may notice. */
  get version(): number {
    return this.#version;
  }
  get globals(): string {
    return this.#globals;
  }
  get cells(): Iterable<VirtualCell> {
    return this.#byId.values();
  }
  inOrder(): VirtualCell[] {
    return this.#order.flatMap((cellId) => this.#byId.get(cellId) ?? []);
  }
  byId(cellId: string): VirtualCell | undefined {
    return this.#byId.get(cellId);
  }
  byFile(fileName: string): VirtualCell | undefined {
    return this.#byFile.get(fileName);
  }
  owner(name: string): VirtualCell | undefined {
    const owner = this.#owners.get(name);
    return owner && this.#byFile.get(owner.fileName);
  }

  /** Takes the order and the changed texts. A cell that is not in the order is gone. */
  sync({ order, texts }: CellSync): void {
    const changed = new Set<string>();
    for (const [cellId, text] of Object.entries(texts)) if (this.#setText(cellId, text)) changed.add(cellId);
    const gone = this.#dropAllBut(new Set(order));
    const moved = order.join() !== this.#order.join();
    this.#order = order;
    if (changed.size === 0 && !gone && !moved) return;
    const tied = this.#findOwners();
    for (const cell of this.#byId.values()) if (tied || changed.has(cell.cellId)) this.#retail(cell);
    this.#version++;
  }

  #setText(cellId: string, text: string): boolean {
    const known = this.#byId.get(cellId);
    if (known?.text === text) return false;
    // Ids come from the document, where anyone may write anything: they never become part of a path or of code.
    const fileName = known?.fileName ?? `${CELLS_FOLDER}/c${++this.#files}.ts`;
    this.#put({ cellId, fileName, text, ...readCell(text), source: text, version: (known?.version ?? 0) + 1 });
    return true;
  }

  #put(cell: VirtualCell): void {
    this.#byId.set(cell.cellId, cell);
    this.#byFile.set(cell.fileName, cell);
  }

  #dropAllBut(order: ReadonlySet<string>): boolean {
    const gone = [...this.#byId.values()].filter(({ cellId }) => !order.has(cellId));
    for (const { cellId, fileName } of gone) {
      this.#byId.delete(cellId);
      this.#byFile.delete(fileName);
    }
    return gone.length > 0;
  }

  /** Says whether a name came, went or moved to another cell. */
  #findOwners(): boolean {
    const owners = new Map<string, VirtualCell>();
    const before = this.#owners;
    for (const [name, { cellId }] of before) {
      const cell = this.#byId.get(cellId);
      if (cell?.names.declared.has(name)) owners.set(name, cell);
    }
    for (const cell of this.inOrder())
      for (const name of cell.names.declared.keys()) if (!owners.has(name)) owners.set(name, cell);
    this.#owners = owners;
    const tied =
      owners.size !== before.size || [...owners].some(([name, cell]) => before.get(name)?.fileName !== cell.fileName);
    this.#globals = declareGlobals(owners);
    return tied;
  }

  #retail(cell: VirtualCell): void {
    const tail = cell.names.isClosed ? `;${this.#imports(cell)}${exportsOf(cell.names)}` : "";
    const source = `${cell.prefix}${cell.text}\n${cell.closers}${tail}`;
    if (source === cell.source) return;
    this.#put({ ...cell, source, version: cell.version + 1 });
  }

  #imports({ fileName, names }: VirtualCell): string {
    const wanted = new Map<string, string[]>();
    for (const name of names.mentioned) {
      const owner = names.declared.has(name) ? undefined : this.#owners.get(name);
      if (!owner || owner.fileName === fileName) continue;
      wanted.set(owner.fileName, [...(wanted.get(owner.fileName) ?? []), name]);
    }
    return [...wanted].map(([file, list]) => `import{${list.join()}}from"${moduleOf(file)}";`).join("");
  }
}

function readCell(text: string): Pick<VirtualCell, "names" | "closers" | "prefix"> {
  if (isObject(text)) return { prefix: "(", names: findCellNames(`(${text}\n)`), closers: ")" };
  const names = findCellNames(text);
  if (names.isClosed) return { prefix: "", names, closers: "" };
  const closers = missingClosers(text);
  return { prefix: "", names: findCellNames(`${text}\n${closers}`), closers };
}

/** `{ a: 1 }` is a block to the grammar and an object to the person: lib/graph/parse-cell.ts reads it so too. */
const isObject = (text: string): boolean =>
  /^\s*\{/.test(text) && !/;\s*$/.test(text) && syntaxDiagnostics(`(${text}\n)`).length === 0;

const moduleOf = (fileName: string): string => `.${fileName.slice(CELLS_FOLDER.length, -".ts".length)}`;

const exportsOf = ({ declared, exported }: CellNames): string =>
  `export{${[...declared.keys()].filter((name) => !exported.has(name)).join()}};`;

const declareGlobals = (owners: ReadonlyMap<string, VirtualCell>): string =>
  [...owners].map(([name, cell]) => declareGlobal(cell.names.declared.get(name)!, moduleOf(cell.fileName))).join("");

function declareGlobal({ name, isValue, isType }: CellName, module: string): string {
  const value = isValue ? `declare let ${name}:typeof import("${module}").${name};` : "";
  // Type parameters are not known here, so a generic type is any of its kind until the name is typed out.
  const type = isType && !isValue ? `declare type ${name}=import("${module}").${name};` : "";
  return `${value}${type}\n`;
}

import type { PackageTypes } from "../type-bundle";
import { ts } from "./compiler";

const FOLDER = "/npm";

interface Mounted {
  types: PackageTypes;
  folder: string;
}

/** The declarations of a notebook's packages, each with what it needs in a folder of its own: two may need different versions of a third. */
export class PackageFiles {
  readonly #mounted = new Map<string, Mounted>();
  readonly #files = new Map<string, ts.IScriptSnapshot>();
  readonly #folders = new Set<string>();
  readonly #count: number;

  /** What `before` had keeps its place, so that it is not read anew. */
  constructor(packages: ReadonlyMap<string, PackageTypes>, before: PackageFiles | null = null) {
    let count = before ? before.#count : 0;
    for (const [specifier, types] of packages) {
      const known = before ? before.#mounted.get(specifier) : undefined;
      const folder = known && known.types === types ? known.folder : `${FOLDER}/${++count}`;
      this.#mounted.set(specifier, { types, folder });
      for (const [path, text] of Object.entries(types.files)) this.#add(`${folder}${path}`, text, before);
    }
    this.#count = count;
  }

  get names(): string[] {
    return [...this.#mounted.keys()];
  }
  has(specifier: string): boolean {
    return this.#mounted.has(specifier);
  }
  entryOf(specifier: string): string | undefined {
    const mounted = this.#mounted.get(specifier);
    return typeof mounted?.types.entry === "string" ? `${mounted.folder}${mounted.types.entry}` : undefined;
  }
  get(path: string): ts.IScriptSnapshot | undefined {
    return this.#files.get(path);
  }
  hasFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  #add(path: string, text: string, before: PackageFiles | null): void {
    this.#files.set(path, before?.get(path) ?? ts.ScriptSnapshot.fromString(text));
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
      this.#folders.add(path.slice(0, end));
  }
}

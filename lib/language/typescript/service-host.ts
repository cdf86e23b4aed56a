import { ts } from "./compiler";
import { LIB_FOLDER, ROOT_FILES, type TypeBundle } from "../type-bundle";
import { CELL_GLOBALS_FILE, type VirtualCells } from "./virtual-cells";

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ["lib.es2023.d.ts"],
  types: [],
  strict: true,
  // A notebook is a place to try things: parameters may stay untyped.
  noImplicitAny: false,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
  skipLibCheck: true,
  noEmit: true,
  experimentalDecorators: false,
};

/** The files of a notebook's program: cells, their globals, and the type bundles loaded so far. All of them in memory. */
export class ServiceHost implements ts.LanguageServiceHost {
  readonly #types = new Map<string, ts.IScriptSnapshot>();
  readonly #folders = new Set<string>();
  readonly #snapshots = new Map<string, { version: number; snapshot: ts.IScriptSnapshot }>();
  #bundles = 0;
  #starts = 0;

  constructor(readonly cells: VirtualCells) {}

  addBundle({ files }: TypeBundle): void {
    for (const [path, text] of Object.entries(files)) {
      this.#types.set(path, ts.ScriptSnapshot.fromString(text));
      for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
        this.#folders.add(path.slice(0, end));
    }
    this.#bundles++;
  }

  /** Makes the service build its program anew. */
  startOver(): void {
    this.#starts++;
  }

  getCompilationSettings = (): ts.CompilerOptions => options;
  getProjectVersion = (): string => `${this.cells.version}.${this.#bundles}.${this.#starts}`;
  getCurrentDirectory = (): string => "/cells";
  getDefaultLibFileName = (): string => `${LIB_FOLDER}/lib.es2023.d.ts`;
  useCaseSensitiveFileNames = (): boolean => true;
  getScriptKind = (): ts.ScriptKind => ts.ScriptKind.TS;

  getScriptFileNames = (): string[] => {
    const names = [...this.cells.cells].map(({ fileName }) => fileName);
    return [...ROOT_FILES.filter((file) => this.#types.has(file)), CELL_GLOBALS_FILE, ...names];
  };

  getScriptVersion = (fileName: string): string => {
    if (fileName === CELL_GLOBALS_FILE) return this.cells.globals;
    return String(this.cells.byFile(fileName)?.version ?? 1);
  };

  getScriptSnapshot = (fileName: string): ts.IScriptSnapshot | undefined => {
    if (fileName === CELL_GLOBALS_FILE) return ts.ScriptSnapshot.fromString(this.cells.globals);
    const cell = this.cells.byFile(fileName);
    if (!cell) return this.#types.get(fileName);
    const known = this.#snapshots.get(fileName);
    if (known?.version === cell.version) return known.snapshot;
    const snapshot = ts.ScriptSnapshot.fromString(cell.source);
    this.#snapshots.set(fileName, { version: cell.version, snapshot });
    return snapshot;
  };

  fileExists = (path: string): boolean => this.#types.has(path) || this.cells.byFile(path) !== undefined;
  readFile = (path: string): string | undefined => {
    const snapshot = this.getScriptSnapshot(path);
    return snapshot?.getText(0, snapshot.getLength());
  };
  directoryExists = (path: string): boolean => path === "/cells" || this.#folders.has(path);
  getDirectories = (): string[] => [];
}

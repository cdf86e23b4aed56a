import { LIB_FOLDER, moduleFile, type PackageTypes, ROOT_FILES, type TypeBundle } from "../type-bundle";
import { ts } from "./compiler";
import { PackageFiles } from "./package-files";
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
  #packages = new PackageFiles(new Map());
  #secrets = secretsFile([]);
  /** How much was known when a file's imports were last looked up. */
  readonly #lookedUp = new Map<string, string>();

  constructor(readonly cells: VirtualCells) {}

  addBundle({ files }: TypeBundle): void {
    for (const [path, text] of Object.entries(files)) {
      this.#types.set(path, ts.ScriptSnapshot.fromString(text));
      for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
        this.#folders.add(path.slice(0, end));
    }
    this.#bundles++;
  }

  setPackages(packages: ReadonlyMap<string, PackageTypes>): void {
    this.#packages = new PackageFiles(packages, this.#packages);
    this.#bundles++;
  }

  setSecrets(names: readonly string[]): void {
    this.#secrets = secretsFile(names);
    this.#bundles++;
  }

  hasPackage(specifier: string): boolean {
    return this.#packages.has(specifier);
  }
  get packageNames(): readonly string[] {
    return this.#packages.names;
  }
  /** The file that an import of a module means. */
  fileOf(specifier: string): string | undefined {
    return this.#packages.has(specifier) ? this.#packages.entryOf(specifier) : moduleFile(specifier);
  }

  /** Makes the service build its program anew. */
  startOver(): void {
    this.#starts++;
  }

  getCompilationSettings = (): ts.CompilerOptions => options;
  getProjectVersion = (): string => `${this.cells.version}.${this.#known}`;
  hasInvalidatedResolutions = (path: string): boolean => this.#lookedUp.get(path) !== this.#known;
  getCurrentDirectory = (): string => "/cells";
  getDefaultLibFileName = (): string => `${LIB_FOLDER}/lib.es2023.d.ts`;
  useCaseSensitiveFileNames = (): boolean => true;
  getScriptKind = (): ts.ScriptKind => ts.ScriptKind.TS;

  resolveModuleNameLiterals = (
    literals: readonly ts.StringLiteralLike[],
    containingFile: string,
  ): readonly ts.ResolvedModuleWithFailedLookupLocations[] => {
    this.#lookedUp.set(containingFile, this.#known);
    return literals.map(({ text }) => {
      const entry = this.#packages.has(text) ? this.#packages.entryOf(text) : undefined;
      if (entry === undefined) return ts.resolveModuleName(text, containingFile, options, this);
      const resolvedModule = { resolvedFileName: entry, extension: extensionOf(entry), isExternalLibraryImport: true };
      return { resolvedModule };
    });
  };

  getScriptFileNames = (): string[] => {
    const names = [...this.cells.cells].map(({ fileName }) => fileName);
    return [
      ...ROOT_FILES.filter((file) => this.#types.has(file)),
      CELL_GLOBALS_FILE,
      UNTYPED_FILE,
      SECRETS_FILE,
      ...names,
    ];
  };

  getScriptVersion = (fileName: string): string => {
    if (fileName === CELL_GLOBALS_FILE) return this.cells.globals;
    if (fileName === UNTYPED_FILE) return this.#untyped();
    if (fileName === SECRETS_FILE) return this.#secrets;
    return String(this.cells.byFile(fileName)?.version ?? 1);
  };

  getScriptSnapshot = (fileName: string): ts.IScriptSnapshot | undefined => {
    if (fileName === CELL_GLOBALS_FILE) return ts.ScriptSnapshot.fromString(this.cells.globals);
    if (fileName === UNTYPED_FILE) return ts.ScriptSnapshot.fromString(this.#untyped());
    if (fileName === SECRETS_FILE) return ts.ScriptSnapshot.fromString(this.#secrets);
    const cell = this.cells.byFile(fileName);
    if (!cell) return this.#types.get(fileName) ?? this.#packages.get(fileName);
    const known = this.#snapshots.get(fileName);
    if (known?.version === cell.version) return known.snapshot;
    const snapshot = ts.ScriptSnapshot.fromString(cell.source);
    this.#snapshots.set(fileName, { version: cell.version, snapshot });
    return snapshot;
  };

  fileExists = (path: string): boolean =>
    this.#types.has(path) || this.cells.byFile(path) !== undefined || this.#packages.get(path) !== undefined;
  readFile = (path: string): string | undefined => {
    const snapshot = this.getScriptSnapshot(path);
    return snapshot?.getText(0, snapshot.getLength());
  };
  directoryExists = (path: string): boolean =>
    path === "/cells" || this.#folders.has(path) || this.#packages.hasFolder(path);
  getDirectories = (): string[] => [];

  get #known(): string {
    return `${this.#bundles}.${this.#starts}`;
  }

  /** A package without declarations, or one that is still to come, is of any type. */
  #untyped(): string {
    const specifiers = new Set([...this.cells.cells].flatMap(({ names }) => [...names.imports]));
    return [...specifiers]
      .filter((specifier) => specifier.startsWith("npm:") && this.#packages.entryOf(specifier) === undefined)
      .map((specifier) => `declare module ${JSON.stringify(specifier)};`)
      .join("\n");
  }
}

const UNTYPED_FILE = "/npm/untyped.d.ts";
const SECRETS_FILE = "/cells/secrets.d.ts";

/** What the workspace adds to `SecretNames` of the module `quire`. */
const secretsFile = (names: readonly string[]): string =>
  `export {};\ndeclare module "quire" {\n  interface SecretNames { ${names.map((name) => `${JSON.stringify(name)}: string;`).join(" ")} }\n}`;

function extensionOf(path: string): ts.Extension {
  if (path.endsWith(".d.mts")) return ts.Extension.Dmts;
  return path.endsWith(".d.cts") ? ts.Extension.Dcts : ts.Extension.Dts;
}

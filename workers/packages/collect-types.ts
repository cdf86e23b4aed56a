import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { PackageTypes } from "@/lib/language/type-bundle";
import { ts } from "@/lib/language/typescript/compiler";

export const MAX_TYPES_BYTES = 16 * 2 ** 20;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noLib: true,
  types: [],
  typeRoots: [],
  preserveSymlinks: true,
};

/** Declarations that the package or `@types` gives for it, with all that they reach; nothing where there are none. */
export function collectTypes(folder: string, module: string): PackageTypes | null {
  const host = fencedHost(folder);
  const importer = path.join(folder, "cell.ts");
  const entry = ts.resolveModuleName(module, importer, options, host).resolvedModule?.resolvedFileName;
  if (!entry || !/\.d\.[cm]?ts$/.test(entry)) return null;
  const program = ts.createProgram([entry], options, host);
  const files: Record<string, string> = {};
  let bytes = 0;
  for (const { fileName, text } of program.getSourceFiles()) {
    if (!/\.d\.[cm]?ts$/.test(fileName) || isNodes(fileName)) continue;
    files[inside(folder, fileName)] = text;
    bytes += text.length;
  }
  if (bytes > MAX_TYPES_BYTES) return null;
  for (const owner of new Set(Object.keys(files).map(ownerOf)))
    files[`${owner}/package.json`] = resolutionFields(path.join(folder, `${owner}/package.json`));
  return { entry: inside(folder, entry), files };
}

/** Node's own globals are not there in cells, whoever asks for them. */
const isNodes = (file: string): boolean => file.includes("/node_modules/@types/node/");
const inside = (folder: string, file: string): string => `/${path.relative(folder, file).split(path.sep).join("/")}`;
const ownerOf = (file: string): string => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? "";

const relevant = ["name", "version", "type", "types", "typings", "typesVersions", "main", "module", "exports"];

function resolutionFields(file: string): string {
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  return JSON.stringify(Object.fromEntries(Object.entries(manifest ?? {}).filter(([key]) => relevant.includes(key))));
}

/** Sees the files that were unpacked, and no others of this machine. */
function fencedHost(folder: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const isInside = (file: string): boolean => path.resolve(file).startsWith(path.join(folder, "node_modules"));
  const kind = (file: string) => (isInside(file) ? statSync(file, { throwIfNoEntry: false }) : undefined);
  const readFile = (file: string) => (kind(file)?.isFile() ? readFileSync(file, "utf8") : undefined);
  return {
    ...host,
    fileExists: (file) => kind(file)?.isFile() ?? false,
    directoryExists: (file) => kind(file)?.isDirectory() ?? false,
    getDirectories: () => [],
    readFile,
    realpath: (file) => file,
    getSourceFile: (file, target) => {
      const text = readFile(file);
      return text === undefined ? undefined : ts.createSourceFile(file, text, target);
    },
  };
}

/** `@scope/name` is typed by `@types/scope__name`. */
export const typesPackage = (name: string): string => `@types/${name.replace(/^@([^/]+)\//, "$1__")}`;

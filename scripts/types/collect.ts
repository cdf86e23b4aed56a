import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { GLOBALS_FILE, LIB_FOLDER, moduleFile, type TypeBundle } from "@/lib/language/type-bundle";
import { cellGlobals } from "./cell-globals";

export interface NamedBundle extends TypeBundle {
  name: string;
  modules: string[];
}

const QUIRE = "lib/kernel/quire/quire.d.ts";
const folderOf = (packageName: string): string => path.resolve("node_modules", packageName);

/** All declarations that cells may need, in the order in which they are useful. */
export function collectTypes(): NamedBundle[] {
  return [
    { name: "base", modules: [], files: { ...languageFiles("lib.es2023.d.ts"), [GLOBALS_FILE]: cellGlobals() } },
    { name: "quire", modules: ["quire"], files: quireFiles() },
    { name: "tfjs", modules: ["@tensorflow/tfjs"], files: packageFiles("@tensorflow/tfjs") },
    { name: "plot", modules: ["@observablehq/plot"], files: packageFiles("@observablehq/plot") },
  ];
}

/** A lib file and those it refers to. */
function languageFiles(name: string, files: Record<string, string> = {}): Record<string, string> {
  const text = readFileSync(path.join(folderOf("typescript"), "lib", name), "utf8");
  files[`${LIB_FOLDER}/${name}`] = text;
  for (const { fileName } of ts.preProcessFile(text).libReferenceDirectives) {
    if (!(`${LIB_FOLDER}/lib.${fileName}.d.ts` in files)) languageFiles(`lib.${fileName}.d.ts`, files);
  }
  return files;
}

const quireFiles = (): Record<string, string> => ({
  [moduleFile("quire")]: existsSync(QUIRE)
    ? readFileSync(QUIRE, "utf8")
    : "declare const unknown: any; export = unknown;",
  "/node_modules/quire/package.json": JSON.stringify({ name: "quire", types: "index.d.ts" }),
});

/** The declaration files reachable from a package's own, with a package file that points at the first of them. */
function packageFiles(name: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const file of reachable(name)) {
    const at = file.lastIndexOf("/node_modules/");
    files[file.slice(at)] = withoutBackends(readFileSync(file, "utf8"));
  }
  for (const owner of new Set(Object.keys(files).map(packageOf))) {
    files[`/node_modules/${owner}/package.json`] = JSON.stringify({ name: owner, types: declaredTypes(owner) });
  }
  return files;
}

const packageOf = (file: string): string => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)![1]!;

function declaredTypes(name: string): string {
  const manifest = JSON.parse(readFileSync(path.join(folderOf(name), "package.json"), "utf8")) as {
    types?: string;
    typings?: string;
  };
  return manifest.types ?? manifest.typings ?? "index.d.ts";
}

/** A kernel chooses its backend itself; their types would double the bundle. */
const withoutBackends = (text: string): string =>
  text.replace(/^export \* from '@tensorflow\/tfjs-backend-[a-z]+';$/gm, "");

function reachable(name: string): string[] {
  const entry = path.resolve("cell-types-entry.ts");
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noLib: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  const source = `export * from "${name}";`;
  host.fileExists = (file) => file === entry || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    if (file === entry) return ts.createSourceFile(file, source, ts.ScriptTarget.ES2022);
    const found = getSourceFile(file, ...rest);
    return found && /tfjs\/dist\/index\.d\.ts$/.test(file)
      ? ts.createSourceFile(file, withoutBackends(found.text), ts.ScriptTarget.ES2022)
      : found;
  };
  const program = ts.createProgram([entry], options, host);
  return program
    .getSourceFiles()
    .map(({ fileName }) => fileName)
    .filter(
      (file) =>
        file.endsWith(".d.ts") &&
        file !== entry &&
        !file.includes("/@webgpu/types/") &&
        !file.includes("/@types/node/"),
    );
}

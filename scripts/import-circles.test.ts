import path from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const root = path.resolve(".");

/** Every file of ours with those it imports: at once, late (`import()`) or for their types only. */
function readImports(): Map<string, string[]> {
  const config: unknown = ts.readConfigFile("tsconfig.json", (file) => ts.sys.readFile(file)).config;
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const ours = new Set(fileNames.filter((file) => !file.includes("/.next/")));
  const cache = ts.createModuleResolutionCache(root, (name) => name, options);
  const resolve = (from: string, name: string) =>
    ts.resolveModuleName(name, from, options, ts.sys, cache).resolvedModule?.resolvedFileName;
  const importsOf = (file: string) =>
    ts
      .preProcessFile(ts.sys.readFile(file) ?? "")
      .importedFiles.filter(({ fileName }) => /^(\.|@\/)/.test(fileName))
      .flatMap(({ fileName }) => resolve(file, fileName) ?? [])
      .filter((found) => ours.has(found));
  return new Map([...ours].map((file) => [file, importsOf(file)]));
}

/** The shortest way from a file back to itself. */
function circleFrom(file: string, imports: ReadonlyMap<string, readonly string[]>): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [file];
  for (const at of queue)
    for (const next of imports.get(at) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      if (next === file) {
        const way = [file];
        for (let step = at; step !== file; step = cameFrom.get(step) ?? file) way.unshift(step);
        return [file, ...way];
      }
      queue.push(next);
    }
  return null;
}

it("no file imports itself through others, not for a type and not late either", () => {
  const imports = readImports();
  expect(imports.size).toBeGreaterThan(500);
  const circles = [...imports.keys()].flatMap((file) => {
    const circle = circleFrom(file, imports);
    return circle ? [circle.map((step) => path.relative(root, step)).join(" → ")] : [];
  });
  expect(circles).toEqual([]);
});

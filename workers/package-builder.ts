import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  type BuilderMessage,
  type BuildRequest,
  buildRequestSchema,
  type BuildStep,
} from "@/lib/packages/builder-protocol";
import type { PackageTypes } from "@/lib/language/type-bundle";
import { inWords } from "./packages/build-error";
import { bundlePackage } from "./packages/bundle";
import { collectTypes, typesPackage } from "./packages/collect-types";
import { fetchTree } from "./packages/fetch-tree";
import { type NpmOptions, readNpmOptions } from "./packages/npm-settings";
import { resolveTree } from "./packages/resolve-tree";

/** Makes packages ready for cells, for the server, one at a time. Nothing of a package is ever run here. */
const tell = (message: BuilderMessage) => process.send?.(message);
const step = (name: BuildStep["step"], done = 0, total = 0) => tell({ type: "step", step: name, done, total });

async function make(request: BuildRequest): Promise<void> {
  const { folder, name, range, path: subpath, tree } = request;
  const options = await readNpmOptions(request, folder);
  const code = path.join(folder, "code");
  if (!tree) step("resolve");
  const packages = tree ?? (await resolveTree(code, name, range, options));
  const [first] = packages;
  if (!first) throw new Error("an empty tree");
  step("download", 0, packages.length);
  await fetchTree(code, packages, options, (done) => step("download", done, packages.length));
  step("bundle");
  const bundle = path.join(folder, "bundle.js");
  await writeFile(bundle, await bundlePackage(code, name, subpath));
  step("types");
  const types = path.join(folder, "types.json");
  await writeFile(types, JSON.stringify(await findTypes(folder, name, subpath, first.version, options)));
  tell({ type: "built", version: first.version, integrity: first.integrity, tree: packages, bundle, types });
}

/** Its own, or those of `@types` for the same major version or, failing that, the newest. A package without types still runs. */
async function findTypes(
  folder: string,
  name: string,
  subpath: string,
  version: string,
  options: NpmOptions,
): Promise<PackageTypes> {
  const module = (of: string) => (subpath === "" ? of : `${of}/${subpath}`);
  const own = collectTypes(path.join(folder, "code"), module(name));
  if (own) return own;
  const apart = path.join(folder, "types");
  for (const range of [version.split(".")[0] ?? "", "latest"]) {
    try {
      await mkdir(apart, { recursive: true });
      const tree = await resolveTree(apart, typesPackage(name), range, options);
      await fetchTree(apart, tree, options, () => undefined);
      const found = collectTypes(apart, module(name));
      if (found) return found;
    } catch {
      // There are none; the editor says so.
    }
  }
  return { entry: null, files: {} };
}

process.on("disconnect", () => process.exit(0));
process.on("message", (message) => {
  const request = buildRequestSchema.parse(message);
  make(request).catch((error: unknown) => {
    const { code, message: words } = inWords(error, request);
    tell({ type: "failed", code, message: words });
  });
});
tell({ type: "up" });

import { builtinModules } from "node:module";
import path from "node:path";
import { build, type BuildFailure, type BuildOptions, type Plugin } from "esbuild";
import { SHARED_MODULES } from "@/lib/packages/bundle-form";
import { sharedModule } from "@/lib/packages/specifier";
import { QuireError } from "@/lib/protocol/errors";

export const MAX_BUNDLE_BYTES = 32 * 2 ** 20;

const common: BuildOptions = {
  bundle: true,
  write: false,
  format: "esm",
  // One bundle for both kernels, so that a cell does the same in both: what a package keeps for Node alone is left out.
  platform: "browser",
  target: "es2022",
  charset: "utf8",
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "inline",
  logLevel: "silent",
  tsconfigRaw: {},
  preserveSymlinks: true,
  loader: { ".wasm": "binary", ".css": "empty" },
  define: {
    "process.env": "{}",
    "process.env.NODE_ENV": '"production"',
    global: "globalThis",
    "import.meta.url": '"npm:bundle"',
  },
};

/** The package and all it imports as one ES module, whose default export is the package's namespace. */
export async function bundlePackage(folder: string, name: string, subpath: string): Promise<string> {
  const module = JSON.stringify(subpath === "" ? name : `${name}/${subpath}`);
  try {
    const { outputFiles } = await build({
      ...common,
      absWorkingDir: folder,
      stdin: { contents: `import * as it from ${module}; export { it as default };`, resolveDir: folder, loader: "js" },
      plugins: [sharedModules, nodeModules(name), fenced(folder)],
    });
    const [file] = outputFiles ?? [];
    if (!file || file.contents.byteLength > MAX_BUNDLE_BYTES)
      throw new QuireError(
        "TOO_LARGE",
        `"${name}" makes more than ${MAX_BUNDLE_BYTES / 2 ** 20} MB of code for a cell.`,
      );
    return file.text;
  } catch (error) {
    throw explain(error, name, subpath);
  }
}

/** The kernel hands its own TensorFlow.js in. */
const sharedModules: Plugin = {
  name: "shared-modules",
  setup(plugin) {
    plugin.onResolve({ filter: /^@tensorflow\/tfjs/ }, ({ path: wanted }) => {
      const [scope = "", name = ""] = wanted.split("/");
      return sharedModule.test(`${scope}/${name}`) ? { path: "@tensorflow/tfjs", namespace: "shared" } : undefined;
    });
    plugin.onLoad({ filter: /.*/, namespace: "shared" }, ({ path: wanted }) => ({
      contents: `module.exports = ${SHARED_MODULES}[${JSON.stringify(wanted)}];`,
      loader: "js",
    }));
  },
};

const PROBE = Symbol("probe");
const builtins = new Set(builtinModules.filter((name) => !name.startsWith("_")));
const isBuiltin = (name: string): boolean => name.startsWith("node:") || builtins.has(name);

export const nodeOnly = (name: string, builtin: string): string =>
  `"${name}" is made for Node: it needs "${builtin}", which cells do not have. Look for a package that also runs in browsers.`;

/**
 * An import of one of Node's own modules is an error here. A `require` may stand in a branch that only Node takes: it is an
 * error when it is reached.
 */
const nodeModules = (name: string): Plugin => ({
  name: "node-modules",
  setup(plugin) {
    const filter = /^(?:node:)?[a-z_0-9]+(?:\/[a-z/]+)?$/;
    plugin.onResolve({ filter }, async ({ path: wanted, pluginData, ...from }) => {
      if (pluginData === PROBE || from.namespace === "node" || !isBuiltin(wanted)) return undefined;
      const found = await plugin.resolve(wanted, { ...from, pluginData: PROBE });
      if (found.errors.length === 0) return undefined;
      if (from.kind !== "import-statement") return { path: wanted, namespace: "node" };
      return { errors: [{ text: nodeOnly(name, wanted) }] };
    });
    plugin.onLoad({ filter: /.*/, namespace: "node" }, ({ path: wanted }) => ({
      contents: `throw new Error(${JSON.stringify(nodeOnly(name, wanted))});`,
      loader: "js",
    }));
  },
});

/** A package may name any file of this machine; it gets none but those that were unpacked. */
const fenced = (folder: string): Plugin => ({
  name: "fenced",
  setup(plugin) {
    const inside = path.join(folder, "node_modules") + path.sep;
    plugin.onLoad({ filter: /.*/, namespace: "file" }, ({ path: file }) =>
      path.resolve(file).startsWith(inside)
        ? undefined
        : { errors: [{ text: "It imports a file outside of itself." }] },
    );
  },
});

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && "errors" in error;

function explain(error: unknown, name: string, subpath: string): unknown {
  if (!isBuildFailure(error)) return error;
  const text = error.errors[0]?.text ?? error.message;
  const [, missing] = /^Could not resolve "([^"]+)"/.exec(text) ?? [];
  if (missing === undefined)
    return new QuireError("UNPROCESSABLE", text.includes(name) ? text : `"${name}" cannot be used in cells: ${text}`);
  if (missing === name || missing === `${name}/${subpath}`)
    return subpath === ""
      ? new QuireError(
          "UNPROCESSABLE",
          `"${name}" holds no code that a cell could import; it may be made of types or of a command alone.`,
        )
      : new QuireError(
          "NOT_FOUND",
          `"${name}" has no "${subpath}". Look in its documentation for what can be imported from it.`,
        );
  return new QuireError(
    "UNPROCESSABLE",
    `"${name}" needs "${missing}" but does not say so, so it cannot be made ready for cells. Import another version of it.`,
  );
}

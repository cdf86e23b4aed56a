import { build, type BuildOptions, type Plugin } from "esbuild";
import { withoutLocales } from "./without-locales";

const common: BuildOptions = {
  outbase: ".",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  logLevel: "warning",
};

/** Entry points for Node, bundled so that they start fast; packages stay in node_modules. */
export async function bundleForNode(entryPoints: string[], outdir: string): Promise<void> {
  await build({ ...common, entryPoints, outdir, packages: "external" });
}

const TFJS_CORE = "@tensorflow/tfjs-core";

/** An `import` of what is not in the bundle is loaded at the start; this is loaded where it is first used. */
const tfjsWhenUsed: Plugin = {
  name: "tfjs-when-used",
  setup(plugin) {
    plugin.onResolve({ filter: new RegExp(`^${TFJS_CORE}$`) }, ({ namespace }) =>
      namespace === "when-used" ? { path: TFJS_CORE, external: true } : { path: TFJS_CORE, namespace: "when-used" },
    );
    plugin.onLoad({ filter: /.*/, namespace: "when-used" }, () => ({
      contents: `module.exports = require("${TFJS_CORE}")`,
      resolveDir: ".",
    }));
  },
};

/**
 * The kernel for Node, workers/node-kernel.mjs in `outdir`. A process is started for each job, so all that it needs at once is in one file: finding two
 * hundred in node_modules takes longer than most cells. What few cells use, and what has binaries, stays there.
 */
export async function bundleKernel(outdir: string): Promise<void> {
  await build({
    ...common,
    entryPoints: ["workers/node-kernel.ts"],
    outdir,
    plugins: [withoutLocales, tfjsWhenUsed],
    external: ["webgpu", "@duckdb/*", "@tensorflow/*", "@observablehq/plot"],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  });
}

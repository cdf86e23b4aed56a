import { build } from "esbuild";

/** Entry points for Node, bundled so that they start fast; packages stay in node_modules. */
export async function bundleForNode(entryPoints: string[], outdir: string): Promise<void> {
  await build({
    entryPoints,
    outdir,
    outbase: ".",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
}

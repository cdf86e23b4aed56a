/** Builds what the sandbox site serves into dist/sandbox: the frame, the kernel's worker, and the libraries of cells. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build, type BuildOptions, type Metafile } from "esbuild";
import type { SandboxManifest } from "@/lib/kernel/sandbox/manifest";
import { withoutLocales } from "./without-locales";

/** The build for browsers with exceptions in WebAssembly, which all that we support have. */
const DUCKDB = "node_modules/@duckdb/duckdb-wasm/dist/duckdb-eh.wasm";
const WASM_FOLDER = "node_modules/@tensorflow/tfjs-backend-wasm/dist";

const common: BuildOptions = {
  plugins: [withoutLocales],
  bundle: true,
  platform: "browser",
  target: "es2022",
  minifyWhitespace: true,
  minifySyntax: true,
  // Names of classes are what the inspector shows, and of functions what a stack tells.
  minifyIdentifiers: false,
  legalComments: "none",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
};

/** One copy of every library in one build: chunks are shared, so that all see the same TensorFlow.js. */
async function buildScripts(folder: string): Promise<Metafile> {
  const { metafile } = await build({
    ...common,
    entryPoints: { frame: "workers/sandbox-frame.ts", worker: "workers/browser-kernel.ts" },
    outdir: folder,
    format: "esm",
    splitting: true,
    metafile: true,
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    alias: {
      "@tensorflow/tfjs": path.resolve("lib/kernel/tf/shared-tf.ts"),
      "duckdb-browser-blocking": path.resolve("node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser-blocking.mjs"),
      // DuckDB brings an older one of its own, of which we use nothing.
      "apache-arrow": path.resolve("node_modules/apache-arrow"),
    },
  });
  return metafile;
}

/** What draws in the frames of outputs. Each is loaded alone, and nobody inspects its classes: names may be short. */
async function buildRenderers(folder: string): Promise<Metafile> {
  const { metafile } = await build({
    ...common,
    minifyIdentifiers: true,
    entryPoints: { vega: "workers/output-vega.ts", mermaid: "workers/output-mermaid.ts" },
    outdir: folder,
    format: "esm",
    splitting: true,
    metafile: true,
    entryNames: "output-[name]-[hash]",
    chunkNames: "output-chunk-[hash]",
  });
  return metafile;
}

async function buildOutputScript(): Promise<string> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ["workers/output-frame.ts"],
    format: "iife",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

function copyWasm(folder: string): Record<string, string> {
  const names = readdirSync(WASM_FOLDER).filter((name) => name.endsWith(".wasm"));
  return Object.fromEntries(names.map((name) => [name, copyHashed(path.join(WASM_FOLDER, name), folder)]));
}

/** Under a name with a hash of the content; answers with that name. */
function copyHashed(from: string, folder: string): string {
  const hash = createHash("sha256").update(readFileSync(from)).digest("hex").slice(0, 12);
  const file = path.basename(from).replace(".wasm", `-${hash}.wasm`);
  copyFileSync(from, path.join(folder, file));
  return file;
}

function entryOf(metafile: Metafile, source: string): string {
  const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === source);
  if (!found) throw new Error(`esbuild wrote nothing for ${source}`);
  return path.basename(found[0]);
}

function packFiles(folder: string): SandboxManifest["files"] {
  const files: SandboxManifest["files"] = {};
  for (const file of readdirSync(folder)) {
    const isWasm = file.endsWith(".wasm");
    // Of these the last step of packing takes seconds and gains nothing.
    const packed = gzipSync(readFileSync(path.join(folder, file)), { level: isWasm ? 6 : 9 });
    writeFileSync(path.join(folder, `${file}.gz`), packed);
    files[file] = { type: isWasm ? "application/wasm" : "text/javascript; charset=utf-8", gzip: true };
  }
  return files;
}

/** Answers with the folder's size, packed. */
export async function buildSandbox(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const metafile = await buildScripts(folder);
  const renderers = await buildRenderers(folder);
  const wasm = copyWasm(folder);
  const duckdb = copyHashed(DUCKDB, folder);
  const manifest: SandboxManifest = {
    files: packFiles(folder),
    entries: {
      frame: entryOf(metafile, "workers/sandbox-frame.ts"),
      worker: entryOf(metafile, "workers/browser-kernel.ts"),
    },
    wasm,
    duckdb,
    renderers: {
      vega: entryOf(renderers, "workers/output-vega.ts"),
      mermaid: entryOf(renderers, "workers/output-mermaid.ts"),
    },
    outputScript: await buildOutputScript(),
  };
  writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(manifest));
  console.log(`sandbox: ${Object.keys(manifest.files).length} files`);
}

if (process.argv[1] === import.meta.filename) await buildSandbox(path.resolve("dist/sandbox"));

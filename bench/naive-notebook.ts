import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";

/** The page: one editor a cell, as tall as its text, and nothing else of a notebook: no document, no types, no outputs. */
const source = `
import * as monaco from "monaco-editor/editor";
import "monaco-editor/editor/contrib/suggest/browser/suggestController.js";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/folding/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/languages/definitions/markdown/register";
import "monaco-editor/languages/definitions/typescript/register";
self.MonacoEnvironment = { getWorker: () => new Worker("/worker.js", { type: "module" }) };
for (const { type, source } of await (await fetch("/cells.json")).json()) {
  const cell = document.createElement("section");
  const host = document.createElement("div");
  cell.dataset.cell = host.dataset.cellEditor = "";
  cell.append(host);
  document.querySelector("main").append(cell);
  const lines = source.split("\\n").length;
  host.style.cssText = "width: 800px; margin: 24px auto; height: " + (lines * 20 + 16) + "px";
  monaco.editor.create(host, {
    value: source, language: type === "ts" ? "typescript" : "markdown", minimap: { enabled: false }, lineNumbers: "off",
    fontSize: 13, lineHeight: 20, scrollBeyondLastLine: false, scrollbar: { vertical: "hidden", alwaysConsumeMouseWheel: false },
  });
}
`;

/** Serves the same cells with an editor for each. */
export async function serveNaive(cells: () => readonly object[]): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "quire-naive-"));
  await writeFile(path.join(folder, "entry.js"), source);
  await writeFile(path.join(folder, "worker-entry.js"), 'import "monaco-editor/editor/editor.worker.js";');
  const { outputFiles } = await build({
    entryPoints: { page: path.join(folder, "entry.js"), worker: path.join(folder, "worker-entry.js") },
    nodePaths: [path.resolve("node_modules")],
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    loader: { ".ttf": "dataurl", ".svg": "dataurl" },
    logLevel: "error",
  });
  await rm(folder, { recursive: true });
  const files = new Map(outputFiles.map(({ path: file, contents }) => [`/${path.basename(file)}`, contents]));
  const page = `<!doctype html><link rel=stylesheet href=/page.css><main style="height: 100vh; overflow: auto"></main><script type=module src=/page.js></script>`;
  const types: Record<string, string> = { ".js": "text/javascript", ".css": "text/css" };
  const server = createServer(({ url = "/" }, response) => {
    const file = files.get(url);
    if (file)
      response
        .setHeader("Content-Type", types[path.extname(url)] ?? "text/plain")
        .setHeader("Cache-Control", "max-age=600");
    else response.setHeader("Content-Type", url === "/" ? "text/html" : "application/json");
    response.end(file ?? (url === "/" ? page : JSON.stringify(cells())));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

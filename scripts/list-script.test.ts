import { build } from "esbuild";
import { expect, it } from "vitest";

/** Everybody opens the list first, and its script has a budget (220 KB, `npm run bench -- start`): what is large comes when it is needed. */
it("the list of notebooks stands without schemas, editor, kernel and tables", async () => {
  const { metafile } = await build({
    entryPoints: ["app/layout.tsx", "app/w/[workspace]/layout.tsx", "app/w/[workspace]/page.tsx"],
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: "out",
    write: false,
    metafile: true,
    jsx: "automatic",
    loader: { ".css": "empty", ".woff2": "empty" },
    external: ["next/*", "react", "react-dom"],
    logLevel: "error",
  });
  const pages = Object.keys(metafile.inputs).filter((file) => /^app\/.*\.tsx$/.test(file));
  expect(pages).toHaveLength(3);
  const asked = new Set(pages);
  for (const file of asked)
    for (const { path, kind } of metafile.inputs[file]?.imports ?? [])
      if (kind !== "dynamic-import" && metafile.inputs[path]) asked.add(path);
  const packages = new Set([...asked].flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
  for (const late of ["zod", "yjs", "monaco-editor", "client-zip", "@tanstack/react-table", "@dnd-kit/core"])
    expect([...packages]).not.toContain(late);
  expect([...packages]).toContain("@trpc/client");
});

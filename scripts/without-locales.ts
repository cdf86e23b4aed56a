import type { Plugin } from "esbuild";

/** zod's error texts in fifty languages, of which the kernel speaks one. */
export const withoutLocales: Plugin = {
  name: "without-locales",
  setup(plugin) {
    plugin.onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes("/zod/") ? { path: "none", namespace: "no-locales" } : undefined,
    );
    plugin.onLoad({ filter: /.*/, namespace: "no-locales" }, () => ({ contents: "export {}", loader: "js" }));
  },
};

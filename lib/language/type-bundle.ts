import { z } from "zod";

/** Declaration files by their virtual path. */
export const typeBundleSchema = z.object({ files: z.record(z.string(), z.string()) });
export type TypeBundle = z.infer<typeof typeBundleSchema>;

/** What is served at `/types/manifest.json`: the bundles, each named by its content. */
export const typeManifestSchema = z.object({
  bundles: z.array(
    z.object({
      name: z.string(),
      file: z.string().regex(/^[a-z0-9-]+\.[0-9a-f]{16}\.json$/),
      /** The modules that a cell may import thanks to it. */
      modules: z.array(z.string()),
    }),
  ),
});
export type TypeManifest = z.infer<typeof typeManifestSchema>;

/** The declarations of one `npm:` package: what it needs of others too, each under `/node_modules/NAME/`. */
export const packageTypesSchema = z.object({
  files: z.record(z.string().startsWith("/node_modules/"), z.string()),
  /** The file that an import of the package means; null where it has no types. */
  entry: z.string().nullable(),
});
export type PackageTypes = z.infer<typeof packageTypesSchema>;

/** Where the language's own declarations lie. */
export const LIB_FOLDER = "/lib";
/** A file with this name in a bundle declares what exists everywhere in cells. */
export const GLOBALS_FILE = "/lib/cell-globals.d.ts";
/** Where the declarations of a module of ours lie. */
export const moduleFile = (name: string): string => `/node_modules/${name}/index.d.ts`;
/** Part of every program, imported or not: its names are offered before a cell imports them. */
export const ROOT_FILES: readonly string[] = [GLOBALS_FILE, moduleFile("quire")];

import { z } from "zod";

/** What scripts/build-sandbox.ts has written to dist/sandbox. */
export const sandboxManifestSchema = z.object({
  /** Files by name; names hold a hash of the content. */
  files: z.record(z.string(), z.object({ type: z.string(), gzip: z.boolean() })),
  entries: z.object({ frame: z.string(), worker: z.string() }),
  /** The wasm backend's binaries, by the names that it knows. */
  wasm: z.record(z.string(), z.string()),
  /** DuckDB's binary. */
  duckdb: z.string(),
  /** Libraries that draw in the frames of outputs, by the kind of output. */
  renderers: z.object({ vega: z.string(), mermaid: z.string() }),
  /** Stands in the page of HTML outputs itself: it must be there before its content comes. */
  outputScript: z.string(),
});
export type SandboxManifest = z.infer<typeof sandboxManifestSchema>;

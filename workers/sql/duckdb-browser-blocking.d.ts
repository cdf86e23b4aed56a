/** The package has this file, and does not say so in its exports; scripts/build-sandbox.ts finds it. */
declare module "duckdb-browser-blocking" {
  export { createDuckDB, VoidLogger } from "@duckdb/duckdb-wasm/blocking";
  export { DEFAULT_RUNTIME as BROWSER_RUNTIME } from "@duckdb/duckdb-wasm/blocking";
}

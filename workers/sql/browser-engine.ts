import { BROWSER_RUNTIME, createDuckDB, VoidLogger } from "duckdb-browser-blocking";
import type { SqlEngine } from "@/lib/kernel/sql/engine";
import { WasmEngine } from "@/lib/kernel/sql/wasm-engine";
import { QuireError } from "@/lib/protocol/errors";

/** DuckDB in this worker: no other worker may be made here. `binary`: where it lies on the sandbox site. */
export async function startWasmEngine(binary: string): Promise<SqlEngine> {
  const module = { mainModule: binary, mainWorker: "" };
  try {
    const duckdb = await createDuckDB({ mvp: module, eh: module }, new VoidLogger(), BROWSER_RUNTIME);
    await duckdb.instantiate(() => undefined);
    return new WasmEngine(duckdb);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new QuireError(
      "UNAVAILABLE",
      `DuckDB could not be loaded (${why}). Run the cell again; if that does not help, reload the page.`,
      {
        cause: error,
      },
    );
  }
}

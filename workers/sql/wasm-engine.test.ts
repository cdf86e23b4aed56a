import path from "node:path";
import { createDuckDB, NODE_RUNTIME, VoidLogger } from "@duckdb/duckdb-wasm/blocking";
import { expect, it } from "vitest";
import { type CaseResult, runSuite } from "@/lib/kernel/conformance/run-suite";
import { sqlCases } from "@/lib/kernel/conformance/sql";
import { WasmEngine } from "@/lib/kernel/sql/wasm-engine";
import { inProcessTransport } from "@/lib/kernel/testing";

/** The engine of browser kernels, where no browser is needed to find out what it does. */
async function startEngine(): Promise<WasmEngine> {
  const module = { mainModule: path.resolve("node_modules/@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"), mainWorker: "" };
  const duckdb = await createDuckDB({ mvp: module, eh: module }, new VoidLogger(), NODE_RUNTIME);
  return new WasmEngine(await duckdb.instantiate(() => undefined));
}

let results: Promise<CaseResult[]> | undefined;

it.each(sqlCases.map(({ name }, index) => [name, index] as const))("%s, on WebAssembly", async (_, index) => {
  results ??= runSuite(inProcessTransport(startEngine), "cpu", sqlCases);
  const result = (await results)[index];
  expect(result?.cells.map(({ found }) => found)).toEqual(result?.cells.map(({ expected }) => expected));
});

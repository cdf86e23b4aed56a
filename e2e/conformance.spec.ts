import { expect, test } from "@playwright/test";
import { type CaseResult, runSuite } from "@/lib/kernel/conformance/run-suite";
import { forkKernel } from "@/workers/fork-kernel";
import { startSandboxServer, type SandboxServer } from "./sandbox-server";

let server: SandboxServer;
test.beforeAll(async () => {
  server = await startSandboxServer();
});
test.afterAll(() => server.close());

const found = (results: CaseResult[]) =>
  results.map(({ name, cells }) => ({ name, cells: cells.map((cell) => cell.found) }));
const expected = (results: CaseResult[]) =>
  results.map(({ name, cells }) => ({ name, cells: cells.map((cell) => cell.expected) }));
/** Everything that was shown, to the byte. */
const chunks = (results: CaseResult[]) =>
  results.map(({ name, cells }) => ({ name, chunks: cells.map((cell) => cell.chunks) }));

for (const backend of ["wasm", "cpu"] as const) {
  test(`the browser's worker and a Node process show the same, on ${backend}`, async ({ page }) => {
    await page.goto(server.url);
    const inBrowser = await page.evaluate(([place, name]) => window.conformance(place, name), [
      server.place(),
      backend,
    ] as const);
    expect(found(inBrowser)).toEqual(expected(inBrowser));
    const inNode = await runSuite(forkKernel("workers/node-kernel.ts", ["--import", "tsx"]), backend);
    expect(chunks(inBrowser)).toEqual(chunks(inNode));
  });
}

test("the suite holds on WebGPU, by a software adapter", async ({ page }) => {
  await page.goto(server.url);
  const results = await page.evaluate((place) => window.conformance(place, "webgpu"), server.place());
  expect(found(results)).toEqual(expected(results));
});

test("the suite holds in the closed frame, where the sandbox site cannot be reached", async ({ page }) => {
  await page.goto(server.url);
  const results = await page.evaluate((place) => window.conformance({ ...place, site: null }, "auto"), server.place());
  expect(found(results)).toEqual(expected(results));
});

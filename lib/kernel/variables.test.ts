import { afterEach, expect, it } from "vitest";
import { KernelDriver } from "./driver";
import { inProcessTransport } from "./testing";

const drivers: KernelDriver[] = [];
afterEach(() => drivers.splice(0).forEach((driver) => driver.terminate()));

async function ran(...sources: string[]): Promise<KernelDriver> {
  const driver = new KernelDriver(
    inProcessTransport(),
    { call: () => Promise.reject(new Error("There is no workspace here.")) },
    { output: () => undefined, device: () => undefined, dead: () => undefined },
  );
  drivers.push(driver);
  await driver.start({ sessionId: "s", backend: "cpu", allowSoftwareAdapter: false, seed: 1, fetchHosts: [] });
  for (const [i, source] of sources.entries()) await driver.execute(`e${i}`, { cellId: `c${i}`, source });
  return driver;
}

async function listed(driver: KernelDriver): Promise<string[]> {
  const { variables } = await driver.view("variables", {});
  return variables.map(({ name, cellId, type, size, text }) => [name, cellId, type, size, text].join(" | "));
}

it("lists each name with its cell, type, size and value on one line", async () => {
  const driver = await ran(
    "const lr = 0.01; let words = 'two words'; const none = null;",
    "class Point { constructor(public x = 1) {} }\nconst p = new Point(); const rows = Array.from({ length: 1797 }, (_, i) => i);",
    "const scores = new Map([['a', 1]]); const pixels = new Float32Array(64); function fit(x: number) { return x; }",
  );
  expect(await listed(driver)).toEqual([
    "lr | c0 | number |  | 0.01",
    'words | c0 | string | 9 characters | "two words"',
    "none | c0 | null |  | null",
    "Point | c1 | class |  | class Point",
    "p | c1 | Point |  | Point { x: 1 }",
    expect.stringMatching(/^rows \| c1 \| Array \| 1,797 items \| \[ 0, 1, 2, .*…?/),
    'scores | c2 | Map | 1 item | { "a" => 1 }',
    expect.stringMatching(/^pixels \| c2 \| Float32Array \| 64 values \| \[ 0, 0, /),
    "fit | c2 | function |  | ƒ fit(…)",
  ]);
});

it("gives a tensor's shape, reads no getter, and is not held up by a text of 100 MB", async () => {
  const driver = await ran(
    'import * as tf from "@tensorflow/tfjs";\nconst xs = tf.zeros([3, 64]);',
    "let reads = 0; const odd = { get trap() { reads++; throw new Error('no'); } }; const long = 'x'.repeat(1e8);",
  );
  const found = await listed(driver);
  expect(found).toContain("xs | c0 | Tensor float32 | 3 × 64 | ");
  expect(found).toContain("reads | c1 | number |  | 0");
  expect(found.find((one) => one.startsWith("long"))).toMatch(
    /^long \| c1 \| string \| 100,000,000 characters \| "x+…$/,
  );
});

it("leaves out a name whose cell stopped before it had a value, and names of cells that are gone", async () => {
  const driver = await ran("const a = 1; throw new Error('stop'); const b = 2;", "const c = 3;");
  expect(await listed(driver)).toEqual(["a | c0 | number |  | 1", "c | c1 | number |  | 3"]);
  driver.forget("c1");
  expect(await listed(driver)).toEqual(["a | c0 | number |  | 1"]);
});

it("unfolds one name, and says when it is gone", async () => {
  const driver = await ran("const deep = { a: { b: [1, 2] } };");
  expect(await driver.view("variable", { name: "deep" })).toMatchObject({ type: "object", children: [{ key: "a" }] });
  await expect(driver.view("variable", { name: "nobody" })).rejects.toThrow("No cell has given nobody a value.");
});

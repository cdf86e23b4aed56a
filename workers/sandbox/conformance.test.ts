import { beforeAll, describe, expect, it } from "vitest";
import type { ConformanceCase } from "@/lib/kernel/conformance/case";
import { allCases, type CaseResult, runSuite } from "@/lib/kernel/conformance/run-suite";
import { trainingCases } from "@/lib/kernel/conformance/training";
import { useSwiftShader } from "../testing-vulkan";
import { sandboxMaker } from "./testing";

const suites = [
  { backend: "wasm", cases: allCases },
  { backend: "cpu", cases: allCases },
  // The software adapter is slow, and only training knows the difference.
  { backend: "webgpu", cases: trainingCases },
] as const;

/** A kernel that fell back to another backend would pass all the others. */
const itself = (backend: string): ConformanceCase => ({
  name: "it is the backend",
  cells: [
    { source: 'import * as tf from "@tensorflow/tfjs";\ntf.getBackend()', expect: [`= "${backend}"`, "succeeded"] },
  ],
});

describe.each(suites)("the kernel in a sandboxed process, on $backend", ({ backend, cases: common }) => {
  const cases = [...common, itself(backend)];
  let results: CaseResult[] = [];
  beforeAll(async () => {
    if (backend === "webgpu") useSwiftShader();
    const makeKernel = await sandboxMaker();
    results = await runSuite(makeKernel({ gpu: backend === "webgpu" }), backend, cases);
  }, 120_000);

  it.each(cases.map(({ name }, index) => [name, index] as const))("%s", (_, index) => {
    const result = results[index];
    expect(result?.cells.map(({ found }) => found)).toEqual(result?.cells.map(({ expected }) => expected));
  });
});

import { describe, expect, it } from "vitest";
import { allCases, runSuite, type CaseResult } from "@/lib/kernel/conformance/run-suite";
import { forkKernel } from "./fork-kernel";

describe.each(["wasm", "cpu"] as const)("the kernel in a Node child process, on %s", (backend) => {
  let results: Promise<CaseResult[]> | undefined;

  it.each(allCases.map(({ name }, index) => [name, index] as const))("%s", async (_, index) => {
    results ??= runSuite(forkKernel("workers/node-kernel.ts", ["--import", "tsx"]), backend);
    const result = (await results)[index];
    expect(result?.cells.map(({ found }) => found)).toEqual(result?.cells.map(({ expected }) => expected));
  });
});

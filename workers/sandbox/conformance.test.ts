import { beforeAll, describe, expect, it } from "vitest";
import { allCases, type CaseResult, runSuite } from "@/lib/kernel/conformance/run-suite";
import { sandboxMaker } from "./testing";

describe.each(["wasm", "cpu"] as const)("the kernel in a sandboxed process, on %s", (backend) => {
  let results: CaseResult[] = [];
  beforeAll(async () => (results = await runSuite((await sandboxMaker())(), backend)), 120_000);

  it.each(allCases.map(({ name }, index) => [name, index] as const))("%s", (_, index) => {
    const result = results[index];
    expect(result?.cells.map(({ found }) => found)).toEqual(result?.cells.map(({ expected }) => expected));
  });
});

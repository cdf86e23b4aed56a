import { expect, it } from "vitest";
import { lacks, whyNoneFits } from "./fit";

const small = { name: "desk", memoryGb: 7.9, cores: 2, labels: ["lab"], device: { backend: "wasm" as const } };
const large = { name: "rack", memoryGb: 64, cores: 16, labels: [], device: { backend: "webgpu" as const } };

it("fits where backend, memory and all labels are there", () => {
  expect(lacks({ labels: [] }, small)).toEqual([]);
  expect(lacks({ backend: "webgpu", memoryGb: 64, labels: [] }, large)).toEqual([]);
  expect(lacks({ backend: "webgpu", memoryGb: 16, labels: ["a100"] }, small)).toEqual([
    "runs on wasm",
    "has 7.9 GB",
    'has no label "a100"',
  ]);
});

it("says why none fits, and what those have that there are", () => {
  expect(whyNoneFits({ memoryGb: 16, labels: [] }, [small, large])).toBeNull();
  expect(whyNoneFits({ memoryGb: 100, labels: ["lab"] }, [small, large])).toBe(
    'No worker has what this asks for (at least 100 GB, "lab"): desk has 7.9 GB; rack has 64 GB and has no label "lab". Ask for less, or start another worker.',
  );
  expect(whyNoneFits({ cores: 32, labels: [] }, [small])).toMatch(/\(32 cores\): desk has 2 cores\./);
  expect(whyNoneFits({ labels: [] }, [])).toMatch(/^No worker is connected\. Start one/);
});

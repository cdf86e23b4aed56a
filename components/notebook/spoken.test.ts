import { describe, expect, it } from "vitest";
import type { OutputChunk } from "@/lib/protocol/output";
import { spoken } from "./spoken";

const placed = (...chunks: OutputChunk[]) => chunks.map((chunk, seq) => ({ seq, place: seq, chunk, blobHash: null }));
const result = (text: string): OutputChunk => ({ kind: "result", bundle: { "text/plain": text } });
const display = (text: string): OutputChunk => ({ kind: "display", id: text, bundle: { "text/plain": text } });

describe("what is said aloud of a cell", () => {
  it("is its state with its result, or with the last thing it showed", () => {
    expect(spoken({ place: 2, state: "running", chunks: placed(result("4")) })).toBe("Cell 2 is running");
    expect(spoken({ place: 2, state: "fresh", chunks: placed(result("4"), display("bar")) })).toBe("Cell 2 is done: 4");
    expect(spoken({ place: 2, state: "fresh", chunks: placed(display("a"), display("Curve")) })).toBe(
      "Cell 2 is done: Curve",
    );
    expect(spoken({ place: 2, state: "fresh", chunks: [] })).toBe("Cell 2 is done");
  });

  it("is the error's message where it failed", () => {
    expect(spoken({ place: 1, state: "failed", error: "x is not defined", chunks: [] })).toBe(
      "Cell 1 failed: x is not defined",
    );
  });

  it("is neither markup nor a whole page, and nothing of states that come by themselves", () => {
    expect(spoken({ place: 1, state: "fresh", chunks: placed(result("<svg/>")) })).toBe("Cell 1 is done");
    expect(spoken({ place: 1, state: "fresh", chunks: placed(result("y".repeat(500))) })).toBe(
      `Cell 1 is done: ${"y".repeat(200)}, and more`,
    );
    expect(spoken({ place: 1, state: "stale", chunks: [] })).toBeUndefined();
  });
});

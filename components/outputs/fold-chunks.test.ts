import { describe, expect, it } from "vitest";
import type { OutputChunk } from "@/lib/protocol/output";
import { foldChunks } from "./fold-chunks";

const place = (chunks: OutputChunk[]) => chunks.map((chunk, seq) => ({ seq, chunk, blobHash: null }));
const text = (value: string) => ({ "text/plain": value });

describe("folding chunks into what is drawn", () => {
  it("replaces a display in its place when its id comes again", () => {
    const items = foldChunks(
      place([
        { kind: "display", id: "curve", bundle: text("one") },
        { kind: "result", bundle: text("end") },
        { kind: "display", id: "curve", bundle: text("two") },
      ]),
    );
    expect(items).toEqual([
      { kind: "display", key: "0", bundle: text("two") },
      { kind: "result", key: "1", bundle: text("end") },
    ]);
  });

  it("keeps a display and a progress bar of the same id apart", () => {
    const items = foldChunks(
      place([
        { kind: "display", id: "a", bundle: text("x") },
        { kind: "progress", id: "a", label: "fit", value: 1, elapsedMs: 5 },
      ]),
    );
    expect(items.map((item) => item.kind)).toEqual(["display", "progress"]);
  });

  it("joins console lines that follow one another, and starts anew after something else", () => {
    const line = (value: string): OutputChunk => ({ kind: "console", level: "log", bundles: [text(value)] });
    const items = foldChunks(place([line("a"), line("b"), { kind: "result", bundle: text("r") }, line("c")]));
    expect(items.map((item) => (item.kind === "console" ? item.lines.length : item.kind))).toEqual([2, "result", 1]);
  });

  it("does not change the chunks it is given", () => {
    const chunks = place([{ kind: "console", level: "log", bundles: [text("a")] }]);
    const before = structuredClone(chunks);
    foldChunks(chunks);
    foldChunks(chunks);
    expect(chunks).toEqual(before);
  });

  it("leaves a place for a chunk that is kept as a blob", () => {
    expect(foldChunks([{ seq: 3, chunk: null, blobHash: "abc" }])).toEqual([{ kind: "blob", key: "3", hash: "abc" }]);
  });
});

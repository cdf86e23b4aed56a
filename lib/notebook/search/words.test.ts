import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foundLines, soughtWords, wordsOf } from "./words";

describe("the words of a text", () => {
  it("are found without regard to case and accents, names in code by their parts", () => {
    expect(wordsOf("Évaluer trainTestSplit2(x)").sort()).toEqual(
      ["evaluer", "split2", "test", "train", "traintestsplit2", "x"].sort(),
    );
    expect(soughtWords("  Évaluer, TRAIN ")).toEqual(["evaluer", "train"]);
  });

  it("hold nothing but letters and digits, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        for (const word of [...wordsOf(text), ...soughtWords(text)]) expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
      }),
    );
  });

  it("hold each word that is sought by itself", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const words = new Set(wordsOf(text));
        for (const word of soughtWords(text)) expect(words).toContain(word);
      }),
    );
  });
});

describe("the lines that are shown of what was found", () => {
  const cells = [
    { id: "a", source: "# Digits\nnothing\nconst batchSize = 32;" },
    { id: "b", source: "fit(digits, { batchSize })" },
  ];
  const shown = (query: string, count = 3) =>
    foundLines(cells, soughtWords(query), count).map(({ cellId, line, text, marks }) => [
      cellId,
      line,
      marks.map(({ start, length }) => text.slice(start, start + length)),
    ]);

  it("say most of what is sought, in the notebook's order, with the words marked", () => {
    expect(shown("digits size")).toEqual([
      ["a", 1, ["Digits"]],
      ["a", 3, ["Size"]],
      ["b", 1, ["digits", "Size"]],
    ]);
    expect(shown("digits batch", 1)).toEqual([["b", 1, ["digits", "batch"]]]);
  });

  it("are cut around the first word where they are long", () => {
    const [line] = foundLines([{ id: "a", source: `  ${"x ".repeat(400)}needle tail` }], ["needle"], 1);
    expect(line?.text.length).toBeLessThan(200);
    expect(line?.marks.map(({ start, length }) => line.text.slice(start, start + length))).toEqual(["needle"]);
  });
});

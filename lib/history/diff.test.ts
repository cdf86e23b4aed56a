import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileCell } from "@/lib/notebook/notebook-file";
import { longestIncreasing } from "./longest-increasing";
import { diffNotebooks, isChanged, sameContent } from "./notebook-diff";
import { diffText, foldLines } from "./text-diff";

const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "x = 1", ";"), maxLength: 60 });
const joined = (lines: ReturnType<typeof diffText>, without: "added" | "removed") =>
  lines
    .filter(({ kind }) => kind !== without)
    .map(({ parts }) => parts.map((part) => part.text).join(""))
    .join("\n");

/** A line as people read it: changed words in brackets. */
const drawn = (before: string, after: string) =>
  diffText(before, after).map(
    ({ kind, parts }) =>
      ({ same: " ", added: "+", removed: "-" })[kind] +
      parts.map((part) => (part.marked ? `[${part.text}]` : part.text)).join(""),
  );

describe("the difference of texts", () => {
  it("marks the words that differ in lines that are otherwise alike", () => {
    expect(drawn("const x = 1;\nkeep\nold line", "const x = 2;\nkeep\nnew")).toEqual([
      "-const x = [1];",
      "+const x = [2];",
      " keep",
      "-old line",
      "+new",
    ]);
  });

  it("shows lines that came and went at the ends", () => {
    expect(drawn("a\nb", "a\nb\nc")).toEqual([" a", " b", "+c"]);
    expect(drawn("a\nb", "b")).toEqual(["-a", " b"]);
    expect(drawn("", "x")).toEqual(["-", "+x"]);
  });

  it("holds both texts whole, and says where each line begins", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffText(before, after);
        expect(joined(lines, "added")).toBe(before);
        expect(joined(lines, "removed")).toBe(after);
        for (const { kind, parts, start } of lines) {
          const line = parts.map((part) => part.text).join("");
          expect((kind === "removed" ? before : after).slice(start, start + line.length)).toBe(line);
        }
      }),
    );
  });

  it("does not take minutes over long texts that share nothing", () => {
    const long = (word: string) => Array.from({ length: 9000 }, (_, i) => `${word} ${i}`).join("\n");
    expect(diffText(long("a"), long("b"))).toHaveLength(18_000);
  });

  it("leaves out what is alike and far away, but never a single line", () => {
    const lines = diffText("1\n2\n3\n4\n5\n6\n7\n8", "1\n2\n3\n4\n5\n6\n7\nx");
    expect(foldLines(lines, 2).map((line) => (line.kind === "folded" ? `${line.count} more` : line.kind))).toEqual([
      "5 more",
      "same",
      "same",
      "removed",
      "added",
    ]);
    expect(foldLines(diffText("1\n2\n3", "1\n2\nx"), 1)).toHaveLength(4);
  });
});

const cell = (id: string, source = id, more: Partial<FileCell> = {}): FileCell => ({
  id,
  type: "ts",
  source,
  settings: {},
  ...more,
});
const content = (...cells: FileCell[]) => ({ cells, meta: {} });
const words = (before: FileCell[], after: FileCell[]) =>
  diffNotebooks(content(...before), content(...after)).cells.map((diff) =>
    [
      diff.id,
      !diff.before ? "added" : !diff.after ? "removed" : diff.text && "text",
      diff.before && diff.after && diff.type && "type",
      diff.moved && "moved",
      ...diff.settings,
    ]
      .filter(Boolean)
      .join(" "),
  );

describe("the difference of notebooks", () => {
  it.each<[string, FileCell[], FileCell[], string[]]>([
    ["alike", [cell("a")], [cell("a")], ["a"]],
    ["text", [cell("a", "1")], [cell("a", "2")], ["a text"]],
    ["type", [cell("a")], [cell("a", "a", { type: "md" })], ["a type"]],
    ["a setting", [cell("a")], [cell("a", "a", { settings: { hold: "pinned" } })], ["a hold"]],
    ["added and removed", [cell("a"), cell("b")], [cell("c"), cell("b")], ["a removed", "c added", "b"]],
    [
      "removed ones stand where they stood",
      [cell("a"), cell("x"), cell("b")],
      [cell("a"), cell("b")],
      ["a", "x removed", "b"],
    ],
    [
      "one that moved, not all that it passed",
      [cell("a"), cell("b"), cell("c")],
      [cell("c"), cell("a"), cell("b")],
      ["c moved", "a", "b"],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(words(before, after)).toEqual(expected);
  });

  it("does not mind the order of keys, and sees the notebook's own settings", () => {
    const a = { cells: [cell("a", "a", { settings: { x: 1, y: { p: 1, q: 2 } } })], meta: { follow: true } };
    const b = { cells: [cell("a", "a", { settings: { y: { q: 2, p: 1 }, x: 1 } })], meta: {} };
    const { cells, meta } = diffNotebooks(a, b);
    expect([cells.some(isChanged), meta]).toEqual([false, ["follow"]]);
    expect([sameContent(a, b), sameContent(a, { ...b, meta: a.meta })]).toEqual([false, true]);
  });
});

it("finds a longest run that only grows", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(40), { maxLength: 9 }), (values) => {
      const run = [...longestIncreasing(values)].sort((a, b) => a - b).map((place) => values[place]!);
      expect(run).toEqual([...run].sort((a, b) => a - b));
      let longest = 0;
      for (let set = 0; set < 2 ** values.length; set++) {
        const chosen = values.filter((_, i) => set & (1 << i));
        if (chosen.every((value, i) => i === 0 || value > chosen[i - 1]!)) longest = Math.max(longest, chosen.length);
      }
      expect(run).toHaveLength(longest);
    }),
    { numRuns: 60 },
  );
});

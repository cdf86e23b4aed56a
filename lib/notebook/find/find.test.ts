import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSpans, type FindQuery, patternOf } from "./find";
import { findInCells } from "./find-cells";

const query = (text: string, how: Partial<FindQuery> = {}): FindQuery => ({
  text,
  regex: false,
  matchCase: false,
  wholeWord: false,
  ...how,
});
const found = (what: FindQuery, text: string) =>
  findSpans(patternOf(what), text, 1000).map(({ start, length }) => text.slice(start, start + length));
const replaced = (what: FindQuery, text: string, by: string) => {
  const spans = findSpans(patternOf(what), text, 1000, { text: by, regex: what.regex });
  return spans.reduceRight(
    (all, { start, length, text: put }) => all.slice(0, start) + (put ?? "") + all.slice(start + length),
    text,
  );
};

describe("finding text", () => {
  it("takes every sign for itself", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (needle, before, after) => {
        const text = before + needle + after;
        const hits = found(query(needle, { matchCase: true }), text);
        expect(hits.length).toBeGreaterThan(0);
        expect(hits.every((hit) => hit === needle)).toBe(true);
      }),
    );
  });

  it("minds case and whole words only where asked to", () => {
    const text = "Loss loss losses $loss my_loss verlöss loss2";
    expect(found(query("loss"), text)).toHaveLength(6);
    expect(found(query("loss", { matchCase: true }), text)).toHaveLength(5);
    expect(found(query("loss", { wholeWord: true }), text)).toEqual(["Loss", "loss"]);
    expect(found(query("größe", { wholeWord: true }), "Größe größen")).toEqual(["Größe"]);
    expect(found(query("a+b", { wholeWord: true }), "a+b a+bc")).toEqual(["a+b"]);
  });
});

describe("regular expressions", () => {
  const re = (text: string, how: Partial<FindQuery> = {}) => query(text, { regex: true, ...how });

  it("see lines, and find nothing where they match nothing", () => {
    expect(found(re("^const \\w+"), "const a = 1\n  const b = 2\nconst c")).toEqual(["const a", "const c"]);
    expect(found(re("x*"), "axxb")).toEqual(["xx"]);
    expect(found(re("$"), "a\nb")).toEqual([]);
  });

  it("may be written in old habits, and for whole words", () => {
    expect(found(re("[\\w\\-]+"), "a-b c")).toEqual(["a-b", "c"]);
    expect(found(re("{"), "a {")).toEqual(["{"]);
    expect(found(re("a|b", { wholeWord: true }), "a ab b")).toEqual(["a", "b"]);
    expect(found(re("a\\-b", { wholeWord: true }), "a-b xa-b")).toEqual(["a-b"]);
  });

  it.each([
    ["(", "This is no regular expression: unterminated group."],
    ["a)", "This is no regular expression: unmatched ')'."],
    ["[z-a]", "This is no regular expression: range out of order in character class."],
    ["*", "This is no regular expression: nothing to repeat."],
    ["a\\", "This is no regular expression: \\ at end of pattern."],
  ])("that are none (%s) are refused with what is wrong", (text, message) => {
    for (const wholeWord of [false, true]) expect(() => patternOf(re(text, { wholeWord }))).toThrow(message);
  });
});

describe("replacing", () => {
  const re = (text: string) => query(text, { regex: true });

  it("puts text in as it is", () => {
    expect(replaced(query("a"), "banana", "$&\\n")).toBe("b$&\\nn$&\\nn$&\\n");
  });

  it("puts in groups by number and name, the whole, and line ends", () => {
    expect(replaced(re("(\\w+), (\\w+)"), "Lind, Mara", "$2 $1")).toBe("Mara Lind");
    expect(replaced(re("(?<key>\\w+)=(\\d)"), "lr=1", "$<key>: $2$$ [$&]\\n\\t\\\\")).toBe("lr: 1$ [lr=1]\n\t\\");
    expect(replaced(re("(a)"), "a", "$12 $9 $<no> $")).toBe("a2 $9 $<no> $");
    expect(replaced(re("(a)|(b)"), "ab", "[$1$2]")).toBe("[a][b]");
  });
});

it("looks through cells in their order, and stops where nobody could read on", () => {
  const cells = Array.from({ length: 3 }, (_, i) => ({ id: `c${i}`, text: "x".repeat(15_000) }));
  const reply = findInCells({ id: 1, query: query("x"), cells });
  expect(reply.found.map(({ cellId, spans }) => [cellId, spans.length])).toEqual([
    ["c0", 15_000],
    ["c1", 5_000],
  ]);
  expect(reply.more).toBe(true);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { opensHere, seal, unseal } from "./vault";

const env = { QUIRE_SECRET: "a secret for tests, thirty-two long", QUIRE_DATA: "/nowhere" };
const other = { ...env, QUIRE_SECRET: "another secret for tests, as long" };

it("gives back what was sealed, and seals the same text differently each time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, place) => {
      const box = seal(env, place, text);
      expect(unseal(env, place, box, "It")).toBe(text);
      expect(Buffer.from(seal(env, place, text)).equals(Buffer.from(box))).toBe(false);
      if (text.length > 3) expect(Buffer.from(box).includes(text)).toBe(false);
    }),
  );
});

it("says that the server's secret has changed, and what to do", () => {
  const box = seal(env, "a", "value");
  expect([opensHere(env, box), opensHere(other, box)]).toEqual([true, false]);
  expect(() => unseal(other, "a", box, 'The secret "KEY"')).toThrow(
    'The secret "KEY" cannot be read: it was stored while the server had another QUIRE_SECRET. Give the server that one again, or set it anew.',
  );
});

it("opens nothing that was moved to another row, or changed", () => {
  const box = seal(env, "team-a/KEY", "value");
  expect(() => unseal(env, "team-b/KEY", box, "It")).toThrow("the database holds something else");
  for (let at = 9; at < box.length; at++) {
    const changed = box.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => unseal(env, "team-a/KEY", changed, "It")).toThrow("cannot be read");
  }
  expect(() => unseal(env, "team-a/KEY", box.slice(0, 12), "It")).toThrow("cannot be read");
});

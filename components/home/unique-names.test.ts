import fc from "fast-check";
import { expect, it } from "vitest";
import { uniqueNames } from "./unique-names";

it("keeps a name that is there once, and numbers the others", () => {
  expect(uniqueNames(["Wine", "Beer", "wine", "Wine (2)", "Wine"])).toEqual([
    "Wine",
    "Beer",
    "wine (2)",
    "Wine (2) (2)",
    "Wine (3)",
  ]);
});

it("never gives one name twice", () => {
  const name = fc.constantFrom("a", "A", "a (2)", "b", "A (2)");
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const given = uniqueNames(names).map((one) => one.toLowerCase());
      expect(new Set(given).size).toBe(names.length);
    }),
  );
});

import { expect, it } from "vitest";
import { titleAt } from "./titles";

const at = (minute: number) => new Date(2026, 4, 20, 9, minute);

it("is what it was called before the first change that came after", () => {
  const changes = [
    { at: at(30), before: "Draft" },
    { at: at(10), before: "Untitled" },
  ];
  expect([0, 10, 20, 30, 40].map((minute) => titleAt(at(minute), changes, "Herons"))).toEqual([
    "Untitled",
    "Draft",
    "Draft",
    "Herons",
    "Herons",
  ]);
  expect(titleAt(at(0), [], "Herons")).toBe("Herons");
});

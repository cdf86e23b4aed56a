import fc from "fast-check";
import { expect, it } from "vitest";
import { safePath } from "./session";

const origin = "http://localhost:3000";

it.each([
  ["/w/team/runs?x=1#y", "/w/team/runs?x=1#y"],
  [undefined, "/"],
  ["", "/"],
  ["https://evil.example/w", "/"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["http://localhost:3000.evil.example/", "/"],
  ["/../..//evil.example", "/"],
])("after signing in, %s leads to %s", (next, path) => {
  expect(safePath(next, origin)).toBe(path);
});

it("never leads to another site", () => {
  const piece = fc.constantFrom("/", "\\", ".", "..", "evil.example", "@", ":", "?", "#", "http:", "\t", "%2f", "a");
  const next = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join("")),
  );
  fc.assert(fc.property(next, (value) => new URL(safePath(value, origin), origin).origin === origin));
});

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
  ["/../..//evil.example", "//evil.example"],
])("after signing in, %s leads to %s", (next, path) => {
  const safe = safePath(next, origin);
  if (path.startsWith("//")) expect(new URL(safe, origin).origin).toBe(origin);
  else expect(safe).toBe(path);
});

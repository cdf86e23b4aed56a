import { expect, it } from "vitest";
import { siteFrom } from "./place";

it.each([
  ["http://localhost:3000", "http://sandbox.localhost:3000", true],
  ["http://127.0.0.1:3000", "http://sandbox.localhost:3000", true],
  ["http://192.168.1.7:3000", "http://sandbox.localhost:3000", false],
  ["http://quire.lan:3000", "http://quire.lan:3001", true],
  ["https://quire.example.org", "https://cells.example.net", true],
  ["https://quire.example.org", "http://cells.example.net", false],
])("from %s the site %s can be used: %s", (page, site, usable) => {
  expect(siteFrom(site, page)).toBe(usable ? site : null);
});

it("knows that there is no site", () => {
  expect(siteFrom(null, "http://localhost:3000")).toBeNull();
});

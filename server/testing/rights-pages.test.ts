import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { shellFiles } from "./rights-rules";

/** Pages have no rights of their own to declare, for they hold nothing. */

describe("pages", () => {
  const root = path.resolve(import.meta.dirname, "../..");
  const filesBelow = (folder: string) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const textOf = (entry: { parentPath: string; name: string }) =>
    readFileSync(path.join(entry.parentPath, entry.name), "utf8");

  it("are shells only: no route handlers, no middleware, no other router", () => {
    const files = filesBelow("app");
    expect(files.length).toBeGreaterThan(5);
    for (const { name, parentPath } of files) expect(name, parentPath).toMatch(shellFiles);
    const top = readdirSync(root);
    for (const name of ["pages", "src", "middleware.ts", "middleware.js", "proxy.ts", "proxy.js", "instrumentation.ts"])
      expect(top).not.toContain(name);
  });

  it("hold no server code and no server actions", () => {
    for (const entry of [...filesBelow("app"), ...filesBelow("components")].filter(
      ({ name }) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name),
    )) {
      const text = textOf(entry);
      expect(text, entry.name).not.toMatch(/["']use server["']/);
      expect(text, entry.name).not.toMatch(/^import (?!type)[^;]*from "@\/server\//m);
    }
  });
});

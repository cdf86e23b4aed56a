import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";

const names = z.record(z.string(), z.string()).default({});
const entrySchema = z.object({
  resolved: z.string().optional(),
  dependencies: names,
  optionalDependencies: names,
});
const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });
const { packages } = lockSchema.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));

/** As Node looks for it: in the package's own folder, then in each above. */
function isLocked(from: string, name: string): boolean {
  if (packages[`${from && `${from}/`}node_modules/${name}`]) return true;
  if (from === "") return false;
  const end = from.lastIndexOf("/node_modules/");
  return isLocked(end < 0 ? "" : from.slice(0, end), name);
}

it("locks every package that another one names, those of other platforms too, or `npm ci` refuses the file", () => {
  const missing = Object.entries(packages).flatMap(([from, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).filter((name) => !isLocked(from, name)),
  );
  expect(missing).toEqual([]);
});

it("names no registry, so that `npm ci` asks the one that is set up", () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith("http"))).toEqual([]);
});

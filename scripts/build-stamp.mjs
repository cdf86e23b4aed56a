import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const STAMP = "dist/build-stamp";
const SOURCES = [
  "app",
  "client",
  "components",
  "lib",
  "server",
  "workers",
  "scripts",
  "public",
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

function* filesOf(place) {
  if (!existsSync(place)) return;
  const entries = path.extname(place) ? null : readdirSync(place, { withFileTypes: true });
  if (!entries) yield place;
  for (const entry of entries ?? []) {
    const file = path.join(place, entry.name);
    if (entry.isDirectory()) yield* filesOf(file);
    else if (!/\.test\.tsx?$/.test(entry.name)) yield file;
  }
}

/** A hash of all that goes into the build. */
function sourceHash() {
  const hash = createHash("sha256").update(process.version);
  for (const place of SOURCES)
    for (const file of filesOf(place)) hash.update(file).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

export function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === sourceHash();
}

export function markBuilt() {
  mkdirSync(path.dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, sourceHash());
}

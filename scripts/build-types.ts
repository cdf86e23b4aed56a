/** Writes the declarations that the editor's language service reads to dist/types, each bundle named by its content. */
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { TypeManifest } from "@/lib/language/type-bundle";
import { collectTypes } from "./types/collect";

const folder = path.resolve("dist/types");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const manifest: TypeManifest = { bundles: [] };
for (const { name, modules, files } of collectTypes()) {
  const json = JSON.stringify({ files });
  const file = `${name}.${createHash("sha256").update(json).digest("hex").slice(0, 16)}.json`;
  const packed = gzipSync(json, { level: 9 });
  writeFileSync(path.join(folder, file), json);
  writeFileSync(path.join(folder, `${file}.gz`), packed);
  manifest.bundles.push({ name, file, modules });
  console.log(
    `types ${name}: ${Object.keys(files).length} files, ${Math.round(json.length / 1024)} KB, ${Math.round(packed.length / 1024)} KB packed`,
  );
}
writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(manifest));

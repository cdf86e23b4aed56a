import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDataset } from "@/lib/datasets/load-dataset";
import { importOptionsSchema } from "@/lib/datasets/import-options";
import { hashManifest } from "@/lib/datasets/manifest";
import { FolderBlobStore } from "@/server/blobs/folder-store";
import { newManifest } from "@/server/features/datasets/commit-version";
import { importLimits, type ImportContext } from "@/server/features/datasets/import/import-context";
import { importFiles } from "@/server/features/datasets/import/import-files";
import { makeIdx } from "@/server/features/datasets/testing";

const IMAGES = 60_000;
const PIXELS = 28 * 28;

/** Pixels with MNIST's share of black, so that disk and hash do honest work. */
function pixels(): Uint8Array {
  const bytes = new Uint8Array(IMAGES * PIXELS);
  for (let block = 0, at = 0; at < bytes.length; block++, at += 128)
    bytes.set(createHash("sha256").update(String(block)).digest(), at);
  return bytes;
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; peakMb: number; value: T }> {
  let peak = 0;
  const sample = () => (peak = Math.max(peak, process.memoryUsage.rss()));
  const timer = setInterval(sample, 5);
  const started = performance.now();
  const value = await work();
  clearInterval(timer);
  sample();
  return { ms: performance.now() - started, peakMb: peak / 2 ** 20, value };
}

/** MNIST's size: 60,000 images of 28 × 28 from IDX files to durable parts, and from there to a matrix. */
export default async function bench(): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), "quire-bench-"));
  try {
    const images = { path: join(folder, "images"), name: "images", size: IMAGES * PIXELS + 16 };
    const labels = { path: join(folder, "labels"), name: "labels", size: IMAGES + 8 };
    await writeFile(images.path, makeIdx([IMAGES, 28, 28], pixels()));
    await writeFile(
      labels.path,
      makeIdx(
        [IMAGES],
        Uint8Array.from({ length: IMAGES }, (_, i) => i % 10),
      ),
    );
    const store = await FolderBlobStore.open(join(folder, "blobs"));
    const baseMb = process.memoryUsage.rss() / 2 ** 20;
    const parts: { hash: string; rows: number; bytes: number }[] = [];
    const context: ImportContext = {
      files: [images, labels],
      options: importOptionsSchema.parse({}),
      signal: new AbortController().signal,
      limits: importLimits(2048),
      keep: async ({ rows, arrow }) => {
        const { hash, size } = await store.put(arrow);
        parts.push({ hash, rows, bytes: size });
      },
      progress: () => undefined,
      note: () => undefined,
    };
    const imported = await timed(() => importFiles(context));
    const manifest = newManifest(imported.value, parts, "bench");
    const ref = { name: "mnist", number: 1, versionId: "v", hash: await hashManifest(manifest), manifest };
    const loaded = await timed(() => loadDataset(ref, (hash) => store.read(hash)));
    const tensors = await timed(() => Promise.resolve(loaded.value.matrix("image")));
    const round = Math.round;
    return {
      ours: round(loaded.ms),
      unit: "ms to load 60,000 images",
      importMs: round(imported.ms),
      matrixMs: round(tensors.ms),
      parts: parts.length,
      baseMb: round(baseMb),
      importPeakMb: round(imported.peakMb),
      loadPeakMb: round(loaded.peakMb),
      shape: tensors.value.shape,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

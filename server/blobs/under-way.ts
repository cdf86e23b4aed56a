import type { App } from "@/server/app";
import type { BlobStore } from "./store";

/** When work began that puts blobs and names them only at its end. It dies with the process, so no table holds it. */
const begun = new WeakMap<BlobStore, Set<{ at: number }>>();

/** While the work lasts, no blob that it may have put is swept, however long that takes. */
export async function whileUnderWay<T>({ blobs }: Pick<App, "blobs">, work: () => Promise<T>): Promise<T> {
  const all = begun.get(blobs) ?? new Set();
  begun.set(blobs, all);
  const mine = { at: Date.now() };
  all.add(mine);
  try {
    return await work();
  } finally {
    all.delete(mine);
  }
}

/** When the oldest of it began; Infinity when there is none. */
export const oldestUnderWay = ({ blobs }: Pick<App, "blobs">): number =>
  Math.min(...[...(begun.get(blobs) ?? [])].map(({ at }) => at));

import * as Y from "yjs";
import type { LogEntry } from "./log";

const MERGED_AT_ONCE = 64;

/** Runs of the same person's updates become one row each; who wrote what stays told apart. */
export function mergeByUser(entries: readonly LogEntry[]): LogEntry[] {
  const runs: { userId: string | null; updates: Uint8Array[] }[] = [];
  for (const { update, userId } of entries) {
    const last = runs.at(-1);
    if (last?.userId === userId) last.updates.push(update);
    else runs.push({ userId, updates: [update] });
  }
  return runs.map(({ userId, updates }) => ({
    userId,
    update: mergeAll(updates),
  }));
}

/** Yjs looks at all updates for each piece of each: in groups, thousands take no longer than they must. */
function mergeAll(updates: Uint8Array[]): Uint8Array {
  const [only] = updates;
  if (only && updates.length === 1) return only;
  const merged: Uint8Array[] = [];
  for (let i = 0; i < updates.length; i += MERGED_AT_ONCE)
    merged.push(Y.mergeUpdates(updates.slice(i, i + MERGED_AT_ONCE)));
  return mergeAll(merged);
}

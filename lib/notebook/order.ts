import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";

interface Ordered {
  id: string;
  order: string;
}

/** Longer ones come from broken clients: honest keys grow by a character in dozens of moves. */
const MAX_KEY = 500;

/** `generateKeyBetween` alone lets some keys through that hold other characters, and then sorts wrongly. */
function isKey(order: string): boolean {
  if (order.length > MAX_KEY || !/^[0-9A-Za-z]+$/.test(order)) return false;
  try {
    generateKeyBetween(order, null);
    return true;
  } catch {
    return false;
  }
}

/** `count` keys for cells that shall stand at `index` of the list, and new keys for cells in the way of that. */
export interface Placement {
  keys: string[];
  /** Cells whose keys leave no room: two people's fell together, or a key is broken. */
  rekey: { id: string; order: string }[];
}

/**
 * Keys that sort between `list[index - 1]` and `list[index]`. Where these have like or broken keys, the fewest cells that
 * stand in the way get new ones; nothing else changes, so that a colleague's move at the same time is kept.
 */
export function placeAt(list: readonly Ordered[], index: number, count: number): Placement {
  let low = index - 1;
  while (low >= 0 && !isKey(list[low]!.order)) low--;
  const lower = list[low]?.order ?? null;
  let high = index;
  while (high < list.length && !(isKey(list[high]!.order) && (lower === null || list[high]!.order > lower))) high++;
  const upper = list[high]?.order ?? null;
  const before = list.slice(low + 1, index);
  const after = list.slice(index, high);
  const keys = generateNKeysBetween(lower, upper, before.length + count + after.length);
  const moved = [...before, ...after].map((cell, i) => ({
    id: cell.id,
    order: keys[i < before.length ? i : i + count]!,
  }));
  return { keys: keys.slice(before.length, before.length + count), rekey: moved };
}

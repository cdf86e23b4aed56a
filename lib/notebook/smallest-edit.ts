/** The one replacement that makes `after` of `before`, without what both begin and end with. */
export function smallestEdit(before: string, after: string): { start: number; length: number; text: string } {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { start, length: before.length - start - end, text: after.slice(start, after.length - end) };
}

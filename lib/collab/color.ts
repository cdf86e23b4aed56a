import { seriesColors } from "@/lib/series-colors";

/** A person's colour for cursor and name: the same everywhere and always. The last series colour, a grey, is nobody's. */
export function personColor(userId: string): string {
  let hash = 0;
  for (let i = 0; i < userId.length; i++) hash = (Math.imul(hash, 31) + userId.charCodeAt(i)) >>> 0;
  return seriesColors[hash % (seriesColors.length - 1)]!;
}

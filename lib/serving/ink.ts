/** Ink on a fine square grid of `fine` × `fine` cells (0 to 1), as the mean of each of `size` × `size` pixels, times `full`. */
export function inkToPixels(ink: ArrayLike<number>, fine: number, size: number, full: number): number[] {
  const sums = new Float64Array(size * size);
  const counts = new Float64Array(size * size);
  for (let y = 0; y < fine; y++)
    for (let x = 0; x < fine; x++) {
      const pixel = Math.floor((y * size) / fine) * size + Math.floor((x * size) / fine);
      sums[pixel] = (sums[pixel] ?? 0) + (ink[y * fine + x] ?? 0);
      counts[pixel] = (counts[pixel] ?? 0) + 1;
    }
  return Array.from(sums, (sum, pixel) => round((sum / (counts[pixel] || 1)) * full, full));
}

/** Whole numbers where the range is wide, as such pictures have them. */
const round = (value: number, full: number) => (full > 1 ? Math.round(value) : Math.round(value * 1000) / 1000);

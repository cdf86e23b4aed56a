/** A measured point; a value that is no finite number (NaN, an infinity) is null and shows as a gap. */
export interface Point {
  step: number;
  value: number | null;
}

/**
 * At most `limit` of the points, chosen so that the drawn line keeps its shape (largest triangle three buckets: of each
 * bucket the point that spans the largest triangle with its neighbours). The first and the last point always stay.
 * Points must be in order of step.
 */
export function downsample<P extends Point>(points: readonly P[], limit: number): P[] {
  const first = points[0];
  const last = points.at(-1);
  if (points.length <= limit || first === undefined || last === undefined) return [...points];
  if (limit < 3) return limit < 2 ? [last] : [first, last];
  const chosen = [first];
  const width = (points.length - 2) / (limit - 2);
  for (let bucket = 0; bucket < limit - 2; bucket++) {
    const start = Math.floor(bucket * width) + 1;
    const end = Math.floor((bucket + 1) * width) + 1;
    const next = mean(points, end, Math.min(Math.floor((bucket + 2) * width) + 1, points.length));
    const point = farthest(points, start, end, chosen.at(-1) ?? first, next);
    if (point !== undefined) chosen.push(point);
  }
  chosen.push(last);
  return chosen;
}

/** The mean of the finite points from `start` to before `end`. */
function mean(points: readonly Point[], start: number, end: number): Point {
  let step = 0;
  let value = 0;
  let count = 0;
  for (let i = start; i < end; i++) {
    const point = points[i];
    if (point === undefined || point.value === null) continue;
    step += point.step;
    value += point.value;
    count++;
  }
  return count === 0 ? { step: points[start]?.step ?? 0, value: 0 } : { step: step / count, value: value / count };
}

function farthest<P extends Point>(
  points: readonly P[],
  start: number,
  end: number,
  before: Point,
  after: Point,
): P | undefined {
  let best = points[start];
  let largest = -1;
  for (let i = start; i < end; i++) {
    const point = points[i];
    if (point === undefined || point.value === null) continue;
    const area = Math.abs(
      (before.step - after.step) * (point.value - (before.value ?? 0)) -
        (before.step - point.step) * ((after.value ?? 0) - (before.value ?? 0)),
    );
    if (area > largest) {
      largest = area;
      best = point;
    }
  }
  return best;
}

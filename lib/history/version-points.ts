/** When a notebook gets a version by itself: at pauses of its people, read from the times of its log. */

/** So long nobody wrote: what came before is a version. */
export const PAUSE_MS = 5 * 60_000;
/** Whoever never pauses gets one after so long, */
export const LONGEST_MS = 30 * 60_000;
/** or after so many entries of the log. */
export const MOST_EDITS = 2000;

export interface LogTime {
  seq: number;
  /** Milliseconds. */
  at: number;
  /** The connection's user; null for what the server did itself. */
  userId: string | null;
}

/** A place in the log that is to be a version, with what happened since the place before. */
export interface VersionPoint {
  seq: number;
  at: number;
  edits: number;
  /** The latest first. */
  editors: string[];
}

/** Who wrote, the latest first. */
export function editorsOf(rows: readonly Pick<LogTime, "userId">[]): string[] {
  const latestFirst = rows.flatMap(({ userId }) => userId ?? []).reverse();
  return [...new Set(latestFirst)];
}

const pointOf = (rows: readonly LogTime[]): VersionPoint[] => {
  const last = rows.at(-1);
  return last ? [{ seq: last.seq, at: last.at, edits: rows.length, editors: editorsOf(rows) }] : [];
};

/**
 * The points in the log's rows after its newest version. `isNew` says that there is no version yet: then the first row, with
 * which the notebook was made, is one. The last rows wait for a pause.
 */
export function versionPoints(rows: readonly LogTime[], now: number, isNew: boolean): VersionPoint[] {
  const points: VersionPoint[] = [];
  let open: LogTime[] = [];
  const close = () => {
    points.push(...pointOf(open));
    open = [];
  };
  rows.forEach((row, i) => {
    const [first, last] = [open[0], open.at(-1)];
    const paused = last && row.at - last.at >= PAUSE_MS;
    const long = first && row.at - first.at >= LONGEST_MS;
    if (paused || long || open.length >= MOST_EDITS) close();
    open.push(row);
    if (isNew && i === 0) close();
  });
  const last = open.at(-1);
  if (last && now - last.at >= PAUSE_MS) close();
  return points;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Of versions older than `age`, one for every `span` is kept. Each span is made of whole ones of the line before. */
const rules = [
  { age: DAY, span: HOUR },
  { age: 14 * DAY, span: DAY },
  { age: 120 * DAY, span: 7 * DAY },
];

export interface DatedVersion {
  id: string;
  at: number;
  named: boolean;
}

/**
 * Which versions may go: of old automatic ones only the last of each hour, day or week stays. Never one with a name, the
 * first or the newest. `versions` are in the order of the log.
 */
export function versionsToDrop(versions: readonly DatedVersion[], now: number): string[] {
  return versions.flatMap((version, i) => {
    if (version.named || i === 0 || i === versions.length - 1) return [];
    const span = rules.findLast(({ age }) => now - version.at > age)?.span;
    if (span === undefined) return [];
    // One with a name does not stand in for it: people may give a name to any moment.
    const next = versions.slice(i + 1).find(({ named }) => !named);
    return next && Math.floor(next.at / span) === Math.floor(version.at / span) ? [version.id] : [];
  });
}

import { lacks, type Offer } from "@/lib/jobs/fit";
import type { JobNeeds } from "@/lib/protocol/job";

export interface WaitingJob {
  workspaceId: string;
  needs: JobNeeds;
}

export interface FreePlaces {
  /** Null: it takes jobs of all. */
  workspaceId: string | null;
  facts: Offer;
  free: number;
}

/**
 * For which of the jobs that wait, the most urgent first, a worker must be started: those that find no free place at a worker that is
 * there, nor at one that is on its way for such a job.
 */
export function chooseStarts(
  waiting: readonly WaitingJob[],
  there: readonly FreePlaces[],
  onTheirWay: readonly JobNeeds[],
  room: number,
): JobNeeds[] {
  const places = there.map((one) => ({ ...one }));
  const coming = [...onTheirWay];
  const chosen: JobNeeds[] = [];
  for (const { workspaceId, needs } of waiting) {
    const place = places.find(
      (one) =>
        one.free > 0 &&
        (one.workspaceId === null || one.workspaceId === workspaceId) &&
        lacks(needs, one.facts).length === 0,
    );
    if (place) place.free--;
    else if (!takeFirst(coming, (asked) => covers(asked, needs)) && chosen.length < room) chosen.push(needs);
  }
  return chosen;
}

/** A worker that has what was asked for will do for this as well. */
const covers = (asked: JobNeeds, needs: JobNeeds): boolean =>
  (needs.backend === undefined || needs.backend === asked.backend) &&
  (needs.memoryGb ?? 0) <= (asked.memoryGb ?? 0) &&
  (needs.cores ?? 0) <= (asked.cores ?? 0) &&
  needs.labels.every((label) => asked.labels.includes(label));

function takeFirst<T>(list: T[], wanted: (item: T) => boolean): boolean {
  const at = list.findIndex(wanted);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}

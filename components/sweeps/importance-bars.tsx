import { useMemo } from "react";
import { z } from "zod";
import { importance, LEAST_RESULTS } from "@/lib/sweeps/importance";
import type { RecordedTrial } from "@/lib/protocol/sweep";
import { spaceSchema, trialParamsSchema } from "@/lib/sweeps/space";
import type { SweepPlan } from "@/lib/sweeps/sweep";

const knownSchema = z.tuple([spaceSchema, z.array(z.object({ params: trialParamsSchema, value: z.number() }))]);

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** How much each parameter matters by itself. A trial that was stopped counts with what it reported last: it was worse. */
export function ImportanceBars({ plan, trials }: { plan: SweepPlan; trials: readonly RecordedTrial[] }) {
  const ended = trials.filter(({ status, value }) => (status === "finished" || status === "stopped") && value !== null);
  // A forest is grown only when there is another result, not each time that the sweep is heard of.
  const known = JSON.stringify([plan.space, ended.map(({ params, value }) => ({ params, value }))]);
  const found = useMemo(() => importance(...knownSchema.parse(JSON.parse(known))), [known]);
  if (!found)
    return (
      <p className="text-muted">
        {ended.length < LEAST_RESULTS ? `Shows when ${LEAST_RESULTS} trials have ended.` : "All trials gave the same."}
      </p>
    );
  return (
    <ul className="space-y-1.5" title="The part of the metric's variance that a parameter explains by itself">
      {found.map(({ name, share }) => (
        <li key={name} className="grid grid-cols-[minmax(0,7rem)_1fr_2.75rem] items-center gap-2">
          <span className="truncate" title={name}>
            {name}
          </span>
          <span aria-hidden className="h-1.5 rounded-full bg-hover">
            <span className="block h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
          </span>
          <span className="text-right font-mono text-xs tabular-nums">{percent(share)}</span>
        </li>
      ))}
    </ul>
  );
}

import SlidersHorizontal from "lucide-react/icons/sliders-horizontal";
import Link from "next/link";
import { useShell } from "@/components/shell/app-shell";
import { SweepView } from "@/components/sweeps/sweep-view";
import type { SweepDisplay } from "@/lib/kernel/display/sweep";
import type { RendererProps } from "./renderer-props";

/** A sweep under its cell, live while it goes on. */
export default function SweepOutput({ value }: RendererProps<SweepDisplay>) {
  const { workspace } = useShell();
  const { sweepId, name, plan, total, status, trials, waitsFor, endedBy } = value;
  const alone = status === "running" && trials.every(({ worker }) => worker === null);
  return (
    <figure aria-label={`Sweep ${name}`} className="text-[13px]">
      <figcaption className="mb-2 flex items-center gap-2 leading-5">
        <SlidersHorizontal size={14} aria-hidden className="text-accent" />
        {sweepId === null ? (
          <span className="font-medium">{name}</span>
        ) : (
          <Link href={`/w/${workspace}/sweeps/${sweepId}`} className="rounded-sm font-medium hover:text-accent">
            {name}
          </Link>
        )}
        <span className="text-faint">
          {plan.method === "tpe" ? "TPE" : plan.method}, {plan.goal} {plan.metric}, seed {plan.seed}
        </span>
      </figcaption>
      <SweepView
        plan={plan}
        total={total}
        status={status}
        trials={trials}
        endedBy={endedBy}
        workspace={sweepId === null ? null : workspace}
        note={alone && waitsFor !== null ? `Trials run one after the other here. ${waitsFor}` : null}
        tableHeight={288}
      />
    </figure>
  );
}

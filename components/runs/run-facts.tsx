import Link from "next/link";
import type { ReactNode } from "react";
import { bytes, metric } from "@/lib/format/number";
import { FactList } from "./fact-list";
import type { RunDetails } from "./run-feed";
import { paramText } from "./run-values";

const linkClass = "rounded-sm hover:text-accent";

/** What the run was given and what came of it, beside its curves. */
export function RunFacts({ run, workspace }: { run: RunDetails; workspace: string }) {
  const root = `/w/${workspace}`;
  return (
    <aside className="space-y-8">
      <Section title="Metrics" empty="None logged yet.">
        {Object.entries(run.metrics).map(([key, { value, step }]): Fact => [
          key,
          <span key={key} title={`at step ${step}`}>
            {metric(value)}
          </span>,
        ])}
      </Section>
      <Section title="Params" empty="None given.">
        {Object.entries(run.params).map(([key, value]): Fact => [key, paramText(value)])}
      </Section>
      <Section title="Data" empty="No dataset was loaded.">
        {run.datasets.map(({ name, number }): Fact => [
          name,
          <Link
            key={name}
            href={`${root}/datasets/${encodeURIComponent(name)}?version=${number}`}
            className={linkClass}
          >
            @{number}
          </Link>,
        ])}
      </Section>
      <Section title="Models" empty="None saved.">
        {run.models.map(({ versionId, name, number, runtime, bytes: size }): Fact => [
          `${bytes(size)}, ${runtime === "onnx" ? "ONNX" : "TensorFlow.js"}`,
          <Link key={versionId} href={`${root}/models/${encodeURIComponent(name)}`} className={linkClass}>
            {name}@{number}
          </Link>,
        ])}
      </Section>
      <Section title="Origin" empty="">
        {[
          [
            "notebook",
            run.notebook ? (
              <Link key="notebook" href={`${root}/notebooks/${run.notebook.id}`} className={linkClass}>
                {run.notebook.title}
              </Link>
            ) : (
              "none"
            ),
          ],
          ...(run.trial
            ? [
                [
                  "sweep",
                  <Link key="sweep" href={`${root}/sweeps/${run.trial.sweepId}`} className={linkClass}>
                    {run.trial.name}, trial {run.trial.number}
                  </Link>,
                ] satisfies Fact,
              ]
            : []),
          ["seed", run.seed],
          ...(run.device.note
            ? [
                [
                  "device",
                  <span key="device" className="font-sans">
                    {run.device.note}
                  </span>,
                ] satisfies Fact,
              ]
            : []),
        ]}
      </Section>
    </aside>
  );
}

type Fact = [string, ReactNode];

function Section({ title, empty, children }: { title: string; empty: string; children: Fact[] }) {
  return (
    <section>
      <h2 className="mb-2 font-medium">{title}</h2>
      {children.length > 0 ? <FactList label={title} facts={children} /> : <p className="text-muted">{empty}</p>}
    </section>
  );
}

import type { ReactNode } from "react";

/** Names and values in two columns, set as a table of contents is. */
export function FactList({ facts, label }: { facts: readonly [string, ReactNode][]; label: string }) {
  return (
    <dl aria-label={label} className="divide-y divide-line border-y border-line">
      {facts.map(([name, value]) => (
        <div key={name} className="flex min-h-8 items-center justify-between gap-4 py-1">
          <dt className="max-w-1/2 shrink-0 truncate text-muted" title={name}>
            {name}
          </dt>
          <dd className="min-w-0 text-right font-mono tabular-nums [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import Link from "next/link";
import type { ReactNode } from "react";
import type { RouterOutputs } from "@/components/trpc/types";

type Model = RouterOutputs["models"]["get"];

interface Node {
  kind: string;
  label: string;
  href?: string;
}

/** Where the version came from and where it answers, left to right: data and code, run, version, endpoint. */
function stagesOf(workspace: string, model: Model, version: Model["versions"][number]): Node[][] {
  const { run, notebook, datasets } = version;
  const inputs: Node[] = [
    ...datasets.map(({ name, number }) => ({
      kind: "dataset",
      label: `${name}@${number}`,
      href: `/w/${workspace}/datasets/${name}`,
    })),
    ...(notebook
      ? [{ kind: "notebook", label: notebook.title, href: `/w/${workspace}/notebooks/${notebook.id}` }]
      : []),
  ];
  return [
    inputs,
    run ? [{ kind: "run", label: `${run.name} #${run.number}`, href: `/w/${workspace}/runs/${run.id}` }] : [],
    [{ kind: "version", label: `${model.name}@${version.number}` }],
    model.published === version.number
      ? [{ kind: "endpoint", label: `/v1/models/${model.name}`, href: `/w/${workspace}/endpoints/${model.name}` }]
      : [],
  ].filter((stage) => stage.length > 0);
}

export function LineageGraph({
  workspace,
  model,
  version,
}: {
  workspace: string;
  model: Model;
  version: Model["versions"][number];
}) {
  const stages = stagesOf(workspace, model, version);
  return (
    <ol aria-label={`Where version ${version.number} comes from`} className="flex flex-wrap items-center gap-y-3">
      {stages.map((stage, place) => (
        <li key={place} className="flex items-center">
          {place > 0 && <Arrow />}
          <div className="space-y-1.5">
            {stage.map((node) => (
              <NodeBox key={`${node.kind} ${node.label}`} node={node} />
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}

function NodeBox({ node: { kind, label, href } }: { node: Node }) {
  const inner: ReactNode = (
    <>
      <span className="block text-xs text-muted">{kind}</span>
      <span className="block max-w-52 truncate font-medium">{label}</span>
    </>
  );
  const shape = "block rounded-md border border-line px-3 py-1.5";
  return href ? (
    <Link href={href} className={`${shape} transition-colors hover:border-line-strong hover:bg-hover/60`}>
      {inner}
    </Link>
  ) : (
    <span className={`${shape} bg-accent-soft`}>{inner}</span>
  );
}

const Arrow = () => (
  <svg width="32" height="12" viewBox="0 0 32 12" aria-hidden className="mx-1 shrink-0 text-line-strong">
    <path
      d="M0 6h28M24 2l5 4-5 4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);

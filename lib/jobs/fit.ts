import { counted } from "@/lib/format/number";
import type { JobNeeds, WorkerFacts } from "@/lib/protocol/job";

/** What a worker has. Its backend shows only once it runs. */
export type Offer = Pick<WorkerFacts, "name" | "memoryGb" | "cores" | "labels"> & {
  device: Partial<Pick<WorkerFacts["device"], "backend">>;
};

/** What the worker lacks of what the job asks for, in words; empty: it fits. */
export function lacks({ backend, memoryGb, cores, labels }: JobNeeds, worker: Offer): string[] {
  return [
    ...(backend !== undefined && (worker.device.backend ?? backend) !== backend
      ? [`runs on ${worker.device.backend}`]
      : []),
    ...(memoryGb !== undefined && worker.memoryGb < memoryGb ? [`has ${roundDown(worker.memoryGb)} GB`] : []),
    ...(cores !== undefined && worker.cores < cores ? [`has ${counted(worker.cores, "core")}`] : []),
    ...labels.filter((label) => !worker.labels.includes(label)).map((label) => `has no label "${label}"`),
  ];
}

/** Never to what it has not. */
const roundDown = (gb: number): number => (gb < 10 ? Math.floor(gb * 10) / 10 : Math.floor(gb));

const wanted = ({ backend, memoryGb, cores, labels }: JobNeeds): string =>
  [
    backend,
    memoryGb === undefined ? undefined : `at least ${memoryGb} GB`,
    cores === undefined ? undefined : counted(cores, "core"),
    ...labels.map((label) => `"${label}"`),
  ]
    .filter((part) => part !== undefined)
    .join(", ");

/** Why no worker can ever take the job as things are; null where one can. */
export function whyNoneFits(needs: JobNeeds, workers: readonly Offer[]): string | null {
  if (workers.some((worker) => lacks(needs, worker).length === 0)) return null;
  const asked = wanted(needs);
  if (workers.length === 0)
    return `No worker is connected${asked && ` (this asks for ${asked})`}. Start one with \`npm run worker\`.`;
  const have = workers.map((worker) => `${worker.name} ${lacks(needs, worker).join(" and ")}`);
  return `No worker has what this asks for (${asked}): ${have.join("; ")}. Ask for less, or start another worker.`;
}

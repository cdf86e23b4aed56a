import { z } from "zod";
import type { KernelServices } from "../context";
import { check } from "./check";
import { CheckpointStore } from "./checkpoint-store";
import { Checkpoints } from "./checkpoints";
import { createDatasets } from "./datasets";
import { Displays } from "./display";
import { createDisplay } from "./display-forms";
import { Inputs } from "./inputs/inputs";
import { html, md } from "./markup";
import { loadModel } from "./models";
import { ProgressBar } from "./progress";
import type * as api from "./quire";
import { Runs, seedSchema } from "./runs";
import { getSecret } from "./secrets";
import { Sweeps } from "./sweep/sweep";

/**
 * The module `quire` of one kernel. `abortSignal` is a getter: a name imported in one cell and used in another must
 * mean the signal of the cell that runs.
 */
export function createQuireModule(kernel: KernelServices): typeof api {
  const store = new CheckpointStore(kernel);
  const runs = new Runs(kernel, store);
  const checkpoints = new Checkpoints(kernel, store, runs);
  const displays = new Displays(kernel);
  const sweeps = new Sweeps(kernel, runs);
  return Object.freeze({
    datasets: Object.freeze(createDatasets(kernel)),
    runs: Object.freeze({
      start: (name: string, options?: Parameters<typeof api.runs.start>[1]) => runs.start(name, options),
    }),
    models: Object.freeze({
      load: (name: string, options?: { version?: number }) => loadModel(kernel.current(), name, options),
    }),
    secrets: Object.freeze({ get: (name: string) => getSecret(kernel.current(), name) }),
    sweep: ((space, trial, options) => sweeps.run(space, trial, options)) as typeof api.sweep,
    input: new Inputs(kernel).api(),
    display: createDisplay(displays),
    progress: (label: string, total?: number) => {
      const what = "a label (text) and, where it is known, a total that is a positive number";
      const checked = check(z.tuple([z.string(), z.number().positive().optional()]), [label, total], "progress", what);
      return new ProgressBar(kernel.current(), ...checked);
    },
    seed: (value?: number) => {
      const checked = check(seedSchema.optional(), value, "seed", "a whole number, 0 or more");
      kernel.seedRandom(checked ?? kernel.seed);
    },
    checkpoint: (value: unknown, options?: { name?: string }) => checkpoints.keep(value, options),
    restore: <T>(options?: { name?: string }) => checkpoints.restore(options) as Promise<T | undefined>,
    html,
    md,
    get abortSignal() {
      return kernel.current().signal;
    },
  });
}

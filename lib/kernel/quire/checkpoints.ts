import { z } from "zod";
import type { Marks } from "@/lib/protocol/checkpoint";
import type { KernelServices } from "../context";
import { check } from "./check";
import type { CheckpointStore } from "./checkpoint-store";
import type { RandomState } from "./random";

/** What a plain checkpoint has to know of the runs that are open. */
export interface OpenRuns {
  /** Of each, the last step of each metric. */
  marks(): Marks;
  /** Resolves when all that they logged has arrived. */
  arrived(): Promise<void>;
  /** They are as far again as those marks say. */
  rewind(marks: Marks): void;
}

const nameSchema = z.string().trim().min(1).max(150).optional();
const optionsSchema = z.strictObject({ name: nameSchema }).default({});
export const randomStateSchema: z.ZodType<RandomState> = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const keptSchema = z.object({ value: z.unknown(), random: randomStateSchema });

/** Two: the newest, and one to fall back on. */
const KEEP = { last: 2, best: null };

/** `checkpoint` and `restore` of one kernel. */
export class Checkpoints {
  constructor(
    private readonly kernel: KernelServices,
    private readonly store: CheckpointStore,
    private readonly runs: OpenRuns,
  ) {}

  async keep(value: unknown, options?: { name?: string }): Promise<void> {
    const { name } = check(optionsSchema, options, "checkpoint", 'options like { name: "weights" }');
    const place = this.#place(name);
    const marks = this.runs.marks();
    const kept = { value, random: this.kernel.randomState() };
    await this.store.keep(kept, { place, epoch: null, metrics: {}, marks, keep: KEEP }, () => this.runs.arrived());
  }

  async restore(options?: { name?: string }): Promise<unknown> {
    const { name } = check(optionsSchema, options, "restore", 'options like { name: "weights" }');
    const found = await this.store.find(this.#place(name));
    if (!found) return undefined;
    const { value, random } = keptSchema.parse(found.value);
    this.kernel.restoreRandom(random);
    this.runs.rewind(found.about.marks);
    return value;
  }

  /** Without a name of its own what a cell keeps is the cell's. */
  #place(name: string | undefined) {
    return { runId: null, name: name === undefined ? `cell ${this.kernel.current().cellId}` : `name ${name}` };
  }
}

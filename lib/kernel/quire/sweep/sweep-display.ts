import { SWEEP_MIME, type SweepDisplay } from "@/lib/kernel/display/sweep";
import type { SweepOrder, SweepState } from "@/lib/protocol/sweep";
import { bestOf, isOver } from "@/lib/sweeps/sweep";
import type { CellContext } from "../../context";
import { Throttle } from "../throttle";

/** What a sweep shows under its cell: one display, replaced in place as trials come and go. */
export class SweepOutput {
  readonly #id: string;
  readonly #throttle: Throttle;
  #state: SweepState = { status: "running", version: 0, trials: [], endedBy: null };

  constructor(
    private readonly context: CellContext,
    private readonly order: Pick<SweepOrder, "name" | "plan" | "trials">,
    private readonly sweepId: string | null,
    private readonly waitsFor: string | null,
  ) {
    this.#id = context.newDisplayId();
    this.#throttle = new Throttle(() => this.#emit(), { minMs: 250, maxMs: 5000, share: 1 / 50 });
    this.#throttle.force();
  }

  show(state: SweepState): void {
    const ended = (of: SweepState) => of.trials.filter(isOver).length;
    const urgent = ended(state) !== ended(this.#state) || state.status !== this.#state.status;
    this.#state = state;
    if (urgent && state.trials.length <= 20) this.#throttle.force();
    else this.#throttle.poke();
  }

  end(state: SweepState): void {
    this.#state = state;
    this.#throttle.force();
  }

  #emit(): void {
    const { name, plan, trials: total } = this.order;
    const { sweepId, waitsFor } = this;
    const shown: SweepDisplay = { sweepId, name, plan, total, waitsFor, ...shownOf(this.#state) };
    const bundle = { [SWEEP_MIME]: shown, "text/plain": words(shown) };
    this.context.emit({ kind: "display", id: this.#id, bundle });
  }
}

const shownOf = ({ status, trials, endedBy }: SweepState) => ({ status, trials, endedBy });

/** `sweep: 12 of 20 trials, 3 stopped, best loss 0.12 (trial 7)`. */
export function words({ name, plan, total, trials, endedBy }: SweepDisplay): string {
  const count = (status: string) => trials.filter((trial) => trial.status === status).length;
  const best = bestOf(plan, trials);
  return [
    `${name}: ${trials.filter(isOver).length} of ${total} trials`,
    ...(count("stopped") > 0 ? [`${count("stopped")} stopped`] : []),
    ...(count("failed") > 0 ? [`${count("failed")} failed`] : []),
    ...(best ? [`best ${plan.metric} ${Number(best.value?.toPrecision(4))} (trial ${best.number})`] : []),
    ...(endedBy === null ? [] : [`ended by its ${endedBy}`]),
  ].join(", ");
}

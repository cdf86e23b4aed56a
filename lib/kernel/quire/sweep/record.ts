import type { KernelHost } from "@/lib/protocol/host";
import type { ClaimedTrial, SweepOrder, SweepState, SweepStatus, TrialEnd, TrialReport } from "@/lib/protocol/sweep";
import { againTrial, isHopeless, isOver, newTrial, propose, withReport } from "@/lib/sweeps/sweep";
import { isTimeUp, type Span, timeUpWords } from "@/lib/sweeps/time-budget";

export interface Claim {
  next: ClaimedTrial | null;
  over: boolean;
  state: SweepState;
}

/** Where a sweep is kept: by the workspace, or by the kernel that runs it. */
export interface SweepRecord {
  readonly sweepId: string | null;
  /** Whether others may change it: then it can be followed. */
  readonly shared: boolean;
  claim(): Promise<Claim>;
  report(report: TrialReport): Promise<{ stop: string | null }>;
  end(end: TrialEnd): Promise<unknown>;
  follow(since: number): Promise<SweepState>;
  close(status: Exclude<SweepStatus, "running">): Promise<unknown>;
}

/** The workspace's: several kernels take trials from it. */
export class HostRecord implements SweepRecord {
  readonly shared = true;

  constructor(
    readonly sweepId: string,
    private readonly host: KernelHost,
    private readonly executionId: string,
  ) {}

  claim() {
    return this.host.call("sweeps.claim", { sweepId: this.sweepId }, this.executionId);
  }
  report(report: TrialReport) {
    return this.host.call("sweeps.report", { sweepId: this.sweepId, ...report }, this.executionId);
  }
  end(end: TrialEnd) {
    return this.host.call("sweeps.end", { sweepId: this.sweepId, ...end }, this.executionId);
  }
  follow(since: number) {
    return this.host.call("sweeps.follow", { sweepId: this.sweepId, since }, this.executionId);
  }
  close(status: Exclude<SweepStatus, "running">) {
    return this.host.call("sweeps.close", { sweepId: this.sweepId, status }, this.executionId);
  }
  leave() {
    return this.host.call("sweeps.leave", { sweepId: this.sweepId }, this.executionId);
  }
}

const isRunning = ({ status }: SweepState["trials"][number]): boolean => status === "running";

/** In the kernel's own memory, where there is no workspace: one trial after the other, gone with the cell. */
export class LocalRecord implements SweepRecord {
  readonly sweepId = null;
  readonly shared = false;
  #state: SweepState = { status: "running", version: 0, trials: [], endedBy: null };
  /** When trials ran, by their numbers. */
  readonly #spans = new Map<number, Span>();

  constructor(
    private readonly order: Pick<SweepOrder, "plan" | "trials" | "minutes">,
    private readonly now: () => number = () => performance.now(),
  ) {}

  claim(): Promise<Claim> {
    const { trials } = this.#state;
    const waiting = trials.find(({ status }) => status === "waiting");
    const none = !waiting && (trials.length >= this.order.trials || isHopeless(trials));
    const { minutes } = this.order;
    if (!none && minutes !== null && isTimeUp(minutes, [...this.#spans.values()], this.now())) {
      this.#state = { ...this.#state, version: this.#state.version + 1, endedBy: timeUpWords(minutes) };
      return Promise.resolve({ next: null, over: !trials.some(isRunning), state: this.#state });
    }
    if (none) return Promise.resolve({ next: null, over: trials.every(isOver), state: this.#state });
    const trial = waiting ? againTrial(waiting) : newTrial(propose(this.order.plan, trials));
    const kept = { ...trial, runId: null, worker: null };
    this.#spans.set(trial.number, { from: this.now(), to: null });
    this.#set(waiting ? trials.with(trial.number - 1, kept) : [...trials, kept]);
    return Promise.resolve({ next: { number: trial.number, claim: "" }, over: false, state: this.#state });
  }

  report({ number, step, value }: TrialReport) {
    const found = this.#running(number);
    if (!found) return Promise.resolve({ stop: null });
    const judged = withReport(this.order.plan, this.#state.trials, found, { step, value: value ?? NaN });
    const stopped = judged.stop === null ? {} : { status: "stopped" as const, reason: judged.stop };
    this.#replace({ ...found, ...judged.trial, ...stopped });
    return Promise.resolve({ stop: judged.stop });
  }

  end({ number, end, value, step, reason }: TrialEnd) {
    const found = this.#running(number);
    const status = end === "given up" ? ("waiting" as const) : end;
    if (found) this.#replace({ ...found, status, value, step, reason });
    return Promise.resolve();
  }

  follow() {
    return Promise.resolve(this.#state);
  }

  close(status: Exclude<SweepStatus, "running">) {
    this.#state = { ...this.#state, status };
    return Promise.resolve();
  }

  #running(number: number) {
    return this.#state.trials.find((trial) => trial.number === number && trial.status === "running");
  }

  #replace(trial: SweepState["trials"][number]): void {
    const span = this.#spans.get(trial.number);
    if (trial.status === "waiting") this.#spans.delete(trial.number);
    else if (span && isOver(trial)) this.#spans.set(trial.number, { ...span, to: this.now() });
    this.#set(this.#state.trials.with(trial.number - 1, trial));
  }

  #set(trials: SweepState["trials"]): void {
    this.#state = { ...this.#state, version: this.#state.version + 1, trials };
  }
}

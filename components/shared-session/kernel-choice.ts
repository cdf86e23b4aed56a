import type { KernelState } from "@/components/notebook/kernel-state";
import type { LocalState } from "@/components/notebook/cell-status";
import type { PageKernel } from "@/components/notebook/page-kernel";
import type { Store } from "@/components/notebook/use-store";
import { toast } from "@/components/ui/toast";
import type { OutputPlace } from "@/components/outputs/output-context";
import type { InputRef, Json } from "@/lib/inputs/control";
import type { Backend } from "@/lib/protocol/device";
import type { SharedKernel, SharedKernelState } from "./shared-kernel";

export type KernelKind = "own" | "shared";

/** What the kernel that counts here does, whichever it is. */
interface Kernel {
  run(ids: readonly string[], sweep?: boolean): void;
  runLost(): void;
  startOver(cellId: string): void;
  stop(cellId: string): void;
  interrupt(): void;
  restart(): void;
  setBackend(backend: "auto" | Backend): void;
  stateOf(cellId: string): LocalState | undefined;
}

type OwnKernel = Kernel & Pick<PageKernel, "state" | "subscribe" | "outputPlace" | "setInput">;
type SessionKernel = Pick<
  SharedKernel,
  "getSnapshot" | "subscribe" | "kernel" | "sessionId" | "outputPlace" | "open" | "run" | "send" | "stateOf"
>;

interface Options {
  own: OwnKernel;
  shared: SessionKernel;
  me: string;
  /** Looks on: there is only the shared one to see. */
  readOnly: boolean;
}

/**
 * In which kernel this person runs cells: their own in the browser, or the notebook's shared session. Who opens a notebook that
 * has one is in it; who has it open already is asked.
 */
export class KernelChoice implements Kernel {
  #kind: KernelKind = "own";
  #seen: SharedKernelState;
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[];
  readonly #shared: Kernel;
  /** Of the kernel that counts. */
  readonly state: Store<KernelState>;
  readonly kind: Store<KernelKind>;

  constructor(private readonly options: Options) {
    const { own, shared } = options;
    this.#seen = shared.getSnapshot();
    this.#shared = throughSession(shared);
    this.state = { subscribe: this.subscribe, getSnapshot: () => this.#pick(own.state.getSnapshot(), shared.kernel) };
    this.kind = { subscribe: this.subscribe, getSnapshot: () => this.#kind };
    this.#stops = [own.subscribe(this.#tell), shared.subscribe(() => this.#onShared())];
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get outputPlace(): OutputPlace {
    return this.#pick<{ outputPlace: OutputPlace }>(this.options.own, this.options.shared).outputPlace;
  }

  /** Where what an execution left can be looked at; null: nowhere any more. */
  placeOf(execution: { isLocal: boolean; sessionId: string }): OutputPlace | null {
    if (execution.isLocal) return this.options.own.outputPlace;
    return execution.sessionId !== "" && execution.sessionId === this.options.shared.sessionId
      ? this.options.shared.outputPlace
      : null;
  }

  choose(kind: KernelKind): void {
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#tell();
  }

  /** Into the notebook's session; opens one where there is none. */
  async share(): Promise<void> {
    if (this.options.shared.getSnapshot().session || (await this.options.shared.open())) this.choose("shared");
  }

  run(ids: readonly string[], sweep?: boolean): void {
    this.#active.run(ids, sweep);
  }

  runLost(): void {
    this.#active.runLost();
  }

  startOver(cellId: string): void {
    this.#active.startOver(cellId);
  }

  stop(cellId: string): void {
    this.#active.stop(cellId);
  }

  interrupt(): void {
    this.#active.interrupt();
  }

  restart(): void {
    this.#active.restart();
  }

  setBackend(backend: "auto" | Backend): void {
    this.#active.setBackend(backend);
  }

  stateOf(cellId: string): LocalState | undefined {
    return this.#active.stateOf(cellId);
  }

  /** Of inputs that everyone shares the session hears by the document; a press is heard by the kernel that counts alone. */
  setInput(ref: InputRef, value: Json, { press = false } = {}): void {
    const { own, shared } = this.options;
    own.setInput(ref, value, { press: press && this.#kind === "own" });
    if (this.#kind === "shared" && (press || !ref.shared)) shared.send({ type: "input", ref, value, press });
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  get #active(): Kernel {
    return this.#pick<Kernel>(this.options.own, this.#shared);
  }

  #pick<T>(own: T, shared: T): T {
    return this.#kind === "own" ? own : shared;
  }

  #onShared(): void {
    const [before, now] = [this.#seen, this.options.shared.getSnapshot()];
    this.#seen = now;
    if (now.session && now.session.jobId !== before.session?.jobId) this.#begun(now.session.startedBy, before);
    if (before.session && !now.session) this.#ended(now.ended?.reason ?? null);
    this.#tell();
  }

  #begun(by: { id: string; name: string }, { session: before }: SharedKernelState): void {
    const { me, readOnly } = this.options;
    if (before === undefined || by.id === me || readOnly) this.#kind = "shared";
    else
      toast.message(`${by.name} has started a shared session.`, {
        action: { label: "Run in it", onClick: () => this.choose("shared") },
      });
  }

  #ended(reason: string | null): void {
    if (this.#kind === "shared" && !this.options.readOnly)
      toast.message(`The shared session is over. ${reason ?? ""} Cells run in your own kernel now.`);
    this.#kind = "own";
  }

  readonly #tell = (): void => {
    for (const listener of this.#listeners) listener();
  };
}

const throughSession = (shared: SessionKernel): Kernel => ({
  run: (ids, sweep = false) => void shared.run(ids, sweep),
  runLost: () => shared.send({ type: "runLost" }),
  startOver: (cellId) => shared.send({ type: "startOver", cellId }),
  stop: (cellId) => shared.send({ type: "stop", cellId }),
  interrupt: () => shared.send({ type: "interrupt" }),
  restart: () => shared.send({ type: "restart" }),
  setBackend: (backend) => shared.send({ type: "backend", backend }),
  stateOf: (cellId) => shared.stateOf(cellId),
});

import { toast } from "@/components/ui/toast";

const KEY = "quire.trainings-go-on";

/**
 * Whether this person's trainings go on on a server when the page that runs them closes, or its machine sleeps. Asked once, when the first
 * one keeps a checkpoint; a command changes it.
 */
export class HandOver {
  readonly #told = new Set<string>();

  constructor(
    private readonly own: Pick<Storage, "getItem" | "setItem">,
    private readonly send: (runId: string) => void,
  ) {}

  get wanted(): boolean {
    return this.own.getItem(KEY) === "yes";
  }

  choose(wanted: boolean): void {
    this.own.setItem(KEY, wanted ? "yes" : "no");
    if (wanted) for (const runId of this.#told) this.send(runId);
  }

  /** The run has kept a checkpoint. */
  kept(runId: string): void {
    if (this.#told.has(runId)) return;
    this.#told.add(runId);
    if (this.wanted) return this.send(runId);
    if (this.own.getItem(KEY) !== null) return;
    this.own.setItem(KEY, "no");
    toast.message("This training keeps checkpoints, so it can go on on a server when you close the page.", {
      duration: 20_000,
      action: { label: "Always do that", onClick: () => this.choose(true) },
    });
  }
}

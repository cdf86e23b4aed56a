import type { HostCallName, HostInput, HostOutput, KernelHost } from "@/lib/protocol/host";
import type { OutputChunk } from "@/lib/protocol/output";
import { codeOf, patiently } from "./patience";

type Show = (chunk: OutputChunk) => void;

/** What does the same when its answer was lost and it is asked again. */
const repeatable: ReadonlySet<HostCallName> = new Set<HostCallName>([
  "datasets.load",
  "datasets.part",
  "inputs.file",
  "outputs.store",
  "values.part",
  "runs.log",
  "runs.params",
  "runs.finish",
  "checkpoints.missing",
  "checkpoints.put",
  "checkpoints.keep",
  "checkpoints.find",
  "checkpoints.part",
  "secrets.get",
  "models.load",
  // A trial that was taken and never begun is given out again.
  "sweeps.claim",
  "sweeps.report",
  "sweeps.end",
  "sweeps.follow",
  "sweeps.close",
]);

/** A checkpoint is there for a bad day: a training does not wait for one. */
const goesOnWithout = (name: HostCallName): boolean => name.startsWith("checkpoints.") || name === "outputs.store";

/** The registry of packages may be away for its own reasons, which the cell is to say. */
const saysWhy = (name: HostCallName): boolean => name === "packages.load";

/**
 * The host of a job's kernel, which nobody sits in front of: while the server is away, or its disk full, the cell waits in place of
 * failing. Where asking again might do a thing twice the cell fails, and `unanswered` says that this was not its own doing.
 */
export class PatientHost implements KernelHost {
  #unanswered: string | null = null;

  constructor(
    private readonly host: KernelHost,
    private readonly signal: AbortSignal,
  ) {}

  get unanswered(): string | null {
    return this.#unanswered;
  }

  call<N extends HostCallName>(
    name: N,
    input: HostInput<N>,
    executionId: string,
    show: Show = () => undefined,
  ): Promise<HostOutput<N>> {
    const tell = once(show);
    return patiently(
      () => this.host.call(name, input, executionId, show),
      (error) => {
        // Where nothing could be written nothing was done.
        if (codeOf(error) === "NO_SPACE" && !goesOnWithout(name)) return tell(error.message);
        if (codeOf(error) !== "UNAVAILABLE" || saysWhy(name)) return false;
        if (repeatable.has(name)) return true;
        this.#unanswered ??= error.message;
        return false;
      },
      this.signal,
    );
  }
}

/** The cell says once why it waits. */
function once(show: Show): (reason: string) => true {
  let said = false;
  return (reason) => {
    const text = `${reason} Until then this cell waits.`;
    if (!said) show({ kind: "console", level: "warn", bundles: [{ "text/plain": text }] });
    return (said = true);
  };
}

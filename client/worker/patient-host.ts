import { newId } from "@/lib/ids";
import type { HostCallName, HostInput, HostOutput, KernelHost } from "@/lib/protocol/host";
import type { OutputChunk } from "@/lib/protocol/output";
import { codeOf, patiently } from "./patience";

type Show = (chunk: OutputChunk) => void;

/** A checkpoint is there for a bad day: a training does not wait for one. */
const goesOnWithout = (name: HostCallName): boolean => name.startsWith("checkpoints.") || name === "outputs.store";

/** The registry of packages may be away for its own reasons, which the cell is to say. */
const saysWhy = (name: HostCallName): boolean => name === "packages.load";

/** A host that does what it is asked once for each key. */
interface KeyedHost {
  call<N extends HostCallName>(
    name: N,
    input: HostInput<N>,
    executionId: string,
    show: Show,
    idempotencyKey: string,
  ): Promise<HostOutput<N>>;
}

/**
 * The host of a job's kernel, which nobody sits in front of: while the server is away, or its disk full, the cell waits in place of
 * failing. What was done already when its answer was lost is not done again: each call keeps its key.
 */
export class PatientHost implements KernelHost {
  constructor(
    private readonly host: KeyedHost,
    private readonly signal: AbortSignal,
  ) {}

  call<N extends HostCallName>(
    name: N,
    input: HostInput<N>,
    executionId: string,
    show: Show = () => undefined,
  ): Promise<HostOutput<N>> {
    const key = newId();
    const tell = once(show);
    return patiently(
      () => this.host.call(name, input, executionId, show, key),
      (error) => {
        // Where nothing could be written nothing was done.
        if (codeOf(error) === "NO_SPACE" && !goesOnWithout(name)) return tell(error.message);
        return codeOf(error) === "UNAVAILABLE" && !saysWhy(name);
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

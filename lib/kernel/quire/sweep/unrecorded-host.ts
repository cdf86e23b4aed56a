import { type HostCallName, hostCalls, type HostInput, type HostOutput, type KernelHost } from "@/lib/protocol/host";
import type { OutputChunk } from "@/lib/protocol/output";

/** Where there is no workspace, the run of a trial leads nowhere: what it logs is for the sweep alone. All else is asked as ever. */
export class UnrecordedHost implements KernelHost {
  #runs = 0;

  constructor(private readonly host: KernelHost) {}

  call<N extends HostCallName>(
    name: N,
    input: HostInput<N>,
    executionId: string,
    show?: (chunk: OutputChunk) => void,
  ): Promise<HostOutput<N>> {
    const answer = this.#answer(name, input);
    if (answer === undefined) return this.host.call(name, input, executionId, show);
    return Promise.resolve(hostCalls[name].output.parse(answer) as HostOutput<N>);
  }

  #answer(name: HostCallName, input: object): unknown {
    if (name === "runs.start" && "name" in input) {
      const number = ++this.#runs;
      const seed = "seed" in input ? input.seed : 0;
      return { runId: `trial ${number}`, name: input.name, number, seed, resumed: false };
    }
    return name === "runs.log" || name === "runs.params" || name === "runs.finish" ? null : undefined;
  }
}

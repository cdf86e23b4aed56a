import * as tf from "@tensorflow/tfjs";
import { QuireError } from "@/lib/protocol/errors";
import { type HostCallName, hostCalls, type HostInput, type HostOutput, type KernelHost } from "@/lib/protocol/host";
import type { OutputChunk } from "@/lib/protocol/output";
import type { CellContext, KernelServices } from "../context";
import { InputRegistry } from "../input-registry";
import { CheckpointsInMemory } from "./checkpoints-in-memory";
import { createQuireModule } from "./module";
import { createRandom, randomFrom, type RandomStream } from "./random";

type Answers = { [N in HostCallName]?: (input: HostInput<N>) => HostOutput<N> | Promise<HostOutput<N>> };

/** A host that answers as told, and keeps what it was asked. Inputs and answers are held to the protocol's schemas. */
export class FakeHost implements KernelHost {
  readonly calls: { name: HostCallName; input: unknown }[] = [];
  readonly #answers: Answers;
  #runs = 0;

  constructor(
    answers: Answers = {},
    readonly checkpoints = new CheckpointsInMemory(),
  ) {
    this.#answers = { ...checkpoints.answers, ...answers };
  }

  async call<N extends HostCallName>(name: N, input: HostInput<N>): Promise<HostOutput<N>> {
    const parsed = hostCalls[name].input.parse(input);
    this.calls.push({ name, input: parsed });
    const answer = await (this.#answers[name] as ((input: unknown) => unknown) | undefined)?.(input);
    return hostCalls[name].output.parse(answer ?? this.#standard(name, parsed)) as HostOutput<N>;
  }

  inputs(name: HostCallName): unknown[] {
    return this.calls.filter((call) => call.name === name).map(({ input }) => input);
  }

  #standard(name: HostCallName, input: unknown): unknown {
    if (name === "runs.start")
      return {
        runId: `run${++this.#runs}`,
        number: this.#runs,
        resumed: false,
        ...(input as { name: string; seed: number }),
      };
    if (name === "models.save") return { modelId: "m", versionId: "v", number: 1, runtime: "tfjs", runtimeNote: "" };
    const isPlain = ["runs.", "checkpoints.", "sweeps."].some((prefix) => name.startsWith(prefix));
    if (isPlain) return null;
    throw new QuireError("NOT_FOUND", `nothing answers ${name}`);
  }
}

/** A kernel with the module and nothing else, for tests: executions begin and end by hand. */
export function createTestKernel(host: KernelHost = new FakeHost(), seed = 1) {
  const chunks: OutputChunk[] = [];
  const endings: Parameters<KernelServices["onExecutionEnd"]>[0][] = [];
  let displays = 0;
  let abort = new AbortController();
  let context: CellContext;
  function begin(executionId: string): void {
    abort = new AbortController();
    context = {
      executionId,
      cellId: `cell of ${executionId}`,
      host,
      signal: abort.signal,
      emit: (chunk) => void chunks.push(chunk),
      tf: async () => {
        await tf.setBackend("cpu");
        return tf;
      },
      newDisplayId: () => `d${++displays}`,
    };
  }
  begin("execution 1");
  let random = createRandom(seed);
  const draw = (stream: RandomStream) => {
    random = stream;
    Math.random = stream.next;
  };
  draw(random);
  const services: KernelServices = {
    seed,
    inputs: new InputRegistry({}, () => undefined),
    current: () => context,
    render: (value) => ({ "text/plain": String(value) }),
    seedRandom: (value) => draw(createRandom(value)),
    randomState: () => random.state(),
    restoreRandom: (state) => draw(randomFrom(state)),
    loadedTf: () => tf,
    device: () => Promise.resolve({ kind: "server", backend: "cpu", adapter: "none" }),
    onExecutionEnd: (callback) => void endings.push(callback),
  };
  return {
    quire: createQuireModule(services),
    chunks,
    begin,
    stop: () => abort.abort(new DOMException("The cell was stopped.", "AbortError")),
    end: async (status: "succeeded" | "failed" | "cancelled") => {
      for (const ending of endings) await ending(context, status);
    },
  };
}

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { KernelDriver } from "@/lib/kernel/driver";
import type { Backend } from "@/lib/protocol/device";
import { hostCalls, type HostCallName, type HostOutput, type KernelHost } from "@/lib/protocol/host";
import { plainOf } from "@/lib/protocol/output";
import { forkKernel } from "@/workers/fork-kernel";
import { NODE_KERNEL } from "../client/kernel-transport";
import { quantile, round } from "./quantile";
import { FASHION_MNIST, type Trained, type Training, trainingCode } from "./training-code";

const run = promisify(execFile);
const python = process.env.PYTHON ?? "python3";
const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Takes what a run says, and keeps nothing: how fast a server writes is another benchmark's. */
const host: KernelHost = {
  call<N extends HostCallName>(name: N): Promise<HostOutput<N>> {
    const run = { runId: "r", name: "training", number: 1, seed: 1, resumed: false };
    return Promise.resolve(hostCalls[name].output.parse(name === "runs.start" ? run : null) as HostOutput<N>);
  },
};

/** Each long enough to time, on a backend of that speed. */
const STEPS: Record<Backend, Record<Training["model"], number>> = {
  webgpu: { mlp: 300, cnn: 100 },
  wasm: { mlp: 300, cnn: 40 },
  cpu: { mlp: 60, cnn: 3 },
};
const ROUNDS = 5;

const trainedSchema = z.object({
  backend: z.string(),
  stepsPerSecond: z.number(),
  cpuMsPerStep: z.number(),
  accuracy: z.number().optional(),
  epochs: z.number().optional(),
});

async function plain(backend: Backend, training: Training): Promise<Trained> {
  const args = ["--import", "tsx", at("plain-training.ts"), JSON.stringify({ backend, training })];
  const { stdout } = await run(process.execPath, args);
  return trainedSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
}

/** As a cell in a kernel of Quire's, with a run that records the loss of each batch. */
export async function inQuire(backend: Backend, training: Training): Promise<Trained> {
  let shown = "";
  const driver = new KernelDriver(forkKernel(NODE_KERNEL), host, {
    output: (_, chunk) => {
      if (chunk.kind === "result") shown = plainOf(chunk.bundle);
      else if (chunk.kind === "error") shown = chunk.error.message;
      else if (chunk.kind === "console") console.error(chunk.bundles.map(plainOf).join(" "));
    },
    device: () => undefined,
    dead: (reason) => console.error(reason),
  });
  try {
    const options = { backend, allowSoftwareAdapter: SOFTWARE, seed: 1, fetchHosts: [] };
    await driver.start({ sessionId: "bench", ...options });
    const source = `import * as tf from "@tensorflow/tfjs";
import { runs } from "quire";
const run = await runs.start("training");
const callbacks = run.fitCallbacks();
${trainingCode(training)}
console.log(JSON.stringify(result));
JSON.stringify(result)`;
    const { status } = await driver.execute("e", { cellId: "c", source, inputs: { shared: {}, mine: {} } });
    if (status !== "succeeded") throw new Error(shown);
    const text = z.string().parse(JSON.parse(shown));
    return trainedSchema.parse(JSON.parse(text));
  } finally {
    driver.terminate();
  }
}

const SOFTWARE = process.env.QUIRE_SOFTWARE_WEBGPU === "1";

/** Kernels fall back by themselves: one that answers with another backend has not this one. */
async function isThere(backend: Backend): Promise<boolean> {
  const found = await inQuire(backend, { model: "mlp", steps: 1 });
  return found.backend === backend;
}

/** Both in turn, so that what else the machine does hits both alike. */
async function compare(backend: Backend, model: Training["model"]): Promise<object> {
  const training = { model, steps: STEPS[backend][model] };
  const [ours, theirs]: [Trained[], Trained[]] = [[], []];
  for (let i = 0; i < ROUNDS; i++) {
    theirs.push(await plain(backend, training));
    ours.push(await inQuire(backend, training));
  }
  const middle = (all: Trained[], key: "stepsPerSecond" | "cpuMsPerStep") =>
    quantile(
      all.map((one) => one[key]),
      0.5,
    );
  const [quire, alone] = [middle(ours, "stepsPerSecond"), middle(theirs, "stepsPerSecond")];
  const cpuRatio = round(middle(theirs, "cpuMsPerStep") / middle(ours, "cpuMsPerStep"));
  return { stepsPerSecond: round(quire), plainTensorFlow: round(alone), ratio: round(quire / alone), cpuRatio };
}

async function pyTorch(): Promise<object> {
  const able = await run(python, ["-c", "import torch, numpy"]).then(
    () => true,
    () => false,
  );
  if (!able)
    return { peer: null, peerSkipped: `${python} cannot import torch and numpy: pip install both, or set PYTHON` };
  const { stdout } = await run(python, [at("training.py"), FASHION_MNIST]);
  return { peer: z.record(z.string(), z.number()).parse(JSON.parse(stdout)) };
}

/**
 * Steps of 128 images of Fashion-MNIST a second, in a kernel of Quire's and in TensorFlow.js alone. `ACCURACY=1` then trains the
 * convolutional network until it tells 90 of 100 test images apart.
 */
export default async function bench(): Promise<object> {
  if (!existsSync(FASHION_MNIST))
    throw new Error(`There is no ${FASHION_MNIST}. Install it: apt install dataset-fashion-mnist.`);
  if (!existsSync(NODE_KERNEL)) throw new Error("There is no build. Make one: npm run build.");
  const backends: Record<string, object> = {};
  let accuracy: object = { accuracySkipped: "set ACCURACY=1" };
  for (const backend of ["webgpu", "wasm", "cpu"] as const) {
    if (!(await isThere(backend))) {
      backends[backend] = { skipped: "this machine has no such backend" };
      continue;
    }
    backends[backend] = { mlp: await compare(backend, "mlp"), cnn: await compare(backend, "cnn") };
    console.error(backend, JSON.stringify(backends[backend]));
    // On the fastest that there is.
    if (process.env.ACCURACY && "accuracySkipped" in accuracy) {
      const training = { model: "cnn" as const, steps: 1, untilAccuracy: { at: 0.9, epochs: 12 } };
      const { accuracy: reached, epochs } = await inQuire(backend, training);
      accuracy = { accuracy: reached, epochs, on: backend };
    }
  }
  const load = { loadAverage: round(loadavg()[0] ?? 0), cores: availableParallelism() };
  return { unit: "training steps of 128 images a second", backends, ...accuracy, ...(await pyTorch()), ...load };
}

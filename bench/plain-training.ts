// The other side of bench/training.bench.ts: the same code on TensorFlow.js alone, in a process of its own, with no cell and no run.
// The wasm backend gets the kernels for training that it lacks, without which it could not train at all.
import { z } from "zod";
import type { Tf } from "@/lib/kernel/context";
import { startTf } from "@/lib/kernel/tf/start-tf";
import { backendSchema } from "@/lib/protocol/device";
import { findDawn } from "@/workers/dawn-gpu";
import { trainingCode } from "./training-code";

const inputSchema = z.object({
  backend: backendSchema,
  training: z.object({
    model: z.enum(["mlp", "cnn"]),
    steps: z.number(),
    untilAccuracy: z.object({ at: z.number(), epochs: z.number() }).optional(),
  }),
});

type Train = (tf: Tf, callbacks: undefined) => Promise<object>;
const moduleSchema = z.object({ default: z.custom<Train>((value) => typeof value === "function") });

const { backend, training } = inputSchema.parse(JSON.parse(process.argv[2] ?? ""));
if (backend === "webgpu") await findDawn();
const { tf } = await startTf({ kind: "server", backend, adapter: "" }, undefined);
const source = `export default async (tf, callbacks) => {\n${trainingCode(training)}\nreturn result;\n};`;
const module: unknown = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const train = moduleSchema.parse(module).default;
console.log(JSON.stringify(await train(tf, undefined)));
process.exit();

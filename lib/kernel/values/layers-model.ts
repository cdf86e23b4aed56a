import type * as TensorFlow from "@tensorflow/tfjs";
import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import type { Tf } from "../context";
import type { LayersModelNode, OptimizerNode, TensorNode } from "./manifest";
import { fillOptimizer, holdOptimizer } from "./optimizer";
import type { PartReader, PartWriter } from "./parts";
import { holdTensor, makeTensor } from "./tensor";

const configSchema = z.record(z.string(), z.unknown());

/** What training changes in a model: its weights and its optimizer's state. */
export interface ModelState {
  weights: TensorNode[];
  optimizer: OptimizerNode | undefined;
}

export function holdState(tf: Tf, model: TensorFlow.LayersModel): (writer: PartWriter) => Promise<ModelState> {
  const weights = model.getWeights().map(holdTensor);
  const optimizer = optimizerOf(model);
  const heldOptimizer = optimizer && holdOptimizer(tf, optimizer);
  return async (writer) => {
    const kept: TensorNode[] = [];
    for (const read of weights) kept.push(await read(writer));
    return { weights: kept, optimizer: await heldOptimizer?.(writer) };
  };
}

function fillWeights(tf: Tf, model: TensorFlow.LayersModel, nodes: readonly TensorNode[], reader: PartReader): void {
  const shapes = (list: readonly { shape: readonly number[] }[]) => list.map(({ shape }) => `[${shape.join(", ")}]`);
  const [kept, now] = [shapes(nodes), shapes(model.getWeights())];
  if (kept.join() !== now.join())
    throw new QuireError(
      "CONFLICT",
      `The model has changed since it was kept: its weights were ${kept.join(" ")} and are now ${now.join(" ")}.`,
    );
  const tensors = nodes.map((node) => makeTensor(tf, node, reader));
  model.setWeights(tensors);
  tf.dispose(tensors);
}

/** A model that is not compiled has none, whatever its type says. */
const optimizerOf = (model: TensorFlow.LayersModel): TensorFlow.Optimizer | undefined => model.optimizer;

export function holdModel(tf: Tf, model: TensorFlow.LayersModel): (writer: PartWriter) => Promise<LayersModelNode> {
  const topology = configSchema.parse(model.toJSON(null, false));
  const state = holdState(tf, model);
  const config = trainingConfig(model);
  return async (writer) => {
    const { weights, optimizer } = await state(writer);
    return { $: "layersModel", topology, weights, ...(config && optimizer && { training: { config, optimizer } }) };
  };
}

/** Undefined where TensorFlow.js has no name for what the model was compiled with. */
function trainingConfig(model: TensorFlow.LayersModel): Record<string, unknown> | undefined {
  if (!optimizerOf(model) || typeof model.loss === "function") return undefined;
  try {
    const read: unknown = Reflect.get(model, "getTrainingConfig");
    if (typeof read !== "function") return undefined;
    const config = configSchema.safeParse(Reflect.apply(read, model, []));
    return config.success ? config.data : undefined;
  } catch {
    return undefined;
  }
}

export async function makeModel(
  tf: Tf,
  { topology, weights, training }: LayersModelNode,
  reader: PartReader,
): Promise<TensorFlow.LayersModel> {
  const model = await tf.models.modelFromJSON({ modelTopology: topology } as Parameters<
    typeof tf.models.modelFromJSON
  >[0]);
  fillWeights(tf, model, weights, reader);
  if (training) {
    model.loadTrainingConfig(training.config as unknown as Parameters<typeof model.loadTrainingConfig>[0]);
    fillOptimizer(tf, model.optimizer, training.optimizer, reader);
  }
  return model;
}

import { z } from "zod";
import { CannotExport, channelsLast, type LayerContext, type LayerExporter, type Value } from "./layer";
import { activationLayers } from "./layers/activation-layers";
import { convolutions } from "./layers/convolutions";
import { coreLayers } from "./layers/core-layers";
import { merging } from "./layers/merging";
import { normalization } from "./layers/normalization";
import { pooling } from "./layers/pooling";
import { recurrentLayers } from "./layers/recurrent";
import { type ElementType, OnnxGraph } from "./onnx-graph";
import {
  isNetwork,
  type LayerSpec,
  type ModelJson,
  modelJsonSchema,
  readTopology,
  type Reference,
  type Topology,
} from "./topology";
import { readWeights, type Weight } from "./weights";

export type ExportResult = { ok: true; onnx: Uint8Array } | { ok: false; reason: string };

const exporters: Record<string, LayerExporter> = {
  ...coreLayers,
  ...activationLayers,
  ...convolutions,
  ...pooling,
  ...normalization,
  ...merging,
  ...recurrentLayers,
};

/**
 * A TensorFlow.js layers model as an ONNX file. Inputs and outputs keep the model's order, named after their layers. A model
 * that ONNX cannot hold gives a reason that names the layer; nothing is thrown for what a file may contain.
 */
export function exportOnnx(modelJson: unknown, weights: Uint8Array): ExportResult {
  try {
    return { ok: true, onnx: buildModel(modelJsonSchema.parse(modelJson), weights) };
  } catch (error) {
    if (error instanceof CannotExport || error instanceof RangeError) return { ok: false, reason: error.message };
    if (error instanceof z.ZodError)
      return { ok: false, reason: `The model's description is not of a layers model: ${z.prettifyError(error)}` };
    throw error;
  }
}

function buildModel(model: ModelJson, bytes: Uint8Array): Uint8Array {
  if (model.format === "graph-model")
    throw new CannotExport("The model is a TensorFlow.js graph model, not a layers model.");
  const specs = model.weightsManifest.flatMap((group) => group.weights);
  const network: Network = { graph: new OnnxGraph(), weights: readWeights(specs, bytes) };
  const topology = readTopology(model.modelTopology.class_name, model.modelTopology.config);
  const inputs = topology.inputs.map((input) => modelInput(network.graph, topology, input));
  runNetwork(network, topology, inputs).forEach((value, index) => {
    const name = uniqueOutputName(topology, index);
    network.graph.output(name, channelsLast(contextOf(network, outputLayer(topology, index)), value).name, value.type);
  });
  return network.graph.encode("quire");
}

const outputLayer = (topology: Topology, index: number): LayerSpec =>
  layerOf(topology, topology.outputs[index]?.layer ?? "");

/** An input may be an output as well; ONNX wants names to be used once. */
function uniqueOutputName(topology: Topology, index: number): string {
  const name = topology.outputs[index]?.layer ?? "output";
  const taken =
    topology.inputs.some((input) => input.layer === name) ||
    topology.outputs.slice(0, index).some((output) => output.layer === name);
  return taken ? `${name}_out${index}` : name;
}

interface Network {
  graph: OnnxGraph;
  weights: Map<string, Weight>;
}

const inputConfig = z.object({
  batch_input_shape: z.array(z.number().int().nullable()).optional(),
  batch_shape: z.array(z.number().int().nullable()).optional(),
  dtype: z.enum(["float32", "int32", "bool"]).nullish().catch("float32"),
});

function modelInput(graph: OnnxGraph, topology: Topology, reference: Reference): Value {
  const layer = layerOf(topology, reference.layer);
  const config = inputConfig.parse(layer.config);
  const shape = config.batch_input_shape ?? config.batch_shape;
  if (!shape) throw new CannotExport(`Cannot export layer "${layer.name}" (${layer.type}): it does not say its shape.`);
  const type: ElementType = config.dtype ?? "float32";
  return { name: graph.input(layer.name, type, [null, ...shape.slice(1)]), rank: shape.length, channels: "last", type };
}

function layerOf(topology: Topology, name: string): LayerSpec {
  const layer = topology.layers.find((candidate) => candidate.name === name);
  if (!layer) throw new CannotExport(`The model refers to a layer "${name}" that it does not have.`);
  return layer;
}

/** Computes the outputs on demand, each use of a layer once; the stack of uses in progress finds a model that feeds itself. */
function runNetwork(network: Network, topology: Topology, inputs: Value[]): Value[] {
  const values = new Map(topology.inputs.map((reference, index) => [keyOf(reference), inputs[index]]));
  const open = new Set<string>();
  const compute = (reference: Reference): Value => {
    const key = keyOf(reference);
    const known = values.get(key);
    if (known) return known;
    if (open.has(key)) throw new CannotExport(`The model feeds layer "${reference.layer}" with its own output.`);
    open.add(key);
    const value = runLayer(network, layerOf(topology, reference.layer), reference, compute);
    values.set(key, value);
    return value;
  };
  return topology.outputs.map(compute);
}

const keyOf = ({ layer, node, tensor }: Reference) => `${node} ${tensor} ${layer}`;

function runLayer(network: Network, layer: LayerSpec, use: Reference, compute: (reference: Reference) => Value): Value {
  const inputs = (layer.uses[use.node] ?? []).map(compute);
  const context = contextOf(network, layer);
  if (isNetwork(layer.type))
    return (
      runNetwork(network, readTopology(layer.type, layer.config), inputs)[use.tensor] ??
      context.refuse("lacks an output")
    );
  if (layer.type === "InputLayer") return inputs[0] ?? context.refuse("is not one of the model's inputs");
  const exporter = Object.hasOwn(exporters, layer.type) ? exporters[layer.type] : undefined;
  if (!exporter) return context.refuse("ONNX export does not know this type of layer");
  return exporter(inputs, context);
}

function contextOf(network: Network, layer: LayerSpec): LayerContext {
  const refuse = (why: string): never => {
    throw new CannotExport(`Cannot export layer "${layer.name}" (${layer.type}): ${why}.`);
  };
  return {
    graph: network.graph,
    layer: layer.name,
    rawConfig: layer.config,
    refuse,
    config(schema) {
      const parsed = schema.safeParse(layer.config);
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      return refuse(
        `its ${issue?.path.join(".") || "configuration"} is not supported (${issue?.message ?? "unknown"})`,
      );
    },
    weight: (name) => findWeight(network.weights, layer.name, name) ?? refuse(`its weight "${name}" is missing`),
  };
}

/** `LAYER/WEIGHT`; models converted from Keras put a cell's name between the two. */
function findWeight(weights: Map<string, Weight>, layer: string, name: string): Weight | undefined {
  const exact = weights.get(`${layer}/${name}`);
  if (exact) return exact;
  for (const [key, weight] of weights) if (key.startsWith(`${layer}/`) && key.endsWith(`/${name}`)) return weight;
  return undefined;
}

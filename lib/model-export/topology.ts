import { z } from "zod";
import { weightSpecSchema } from "./weights";

/** Where a value in a functional model comes from: the `node`-th use of a layer, and which of its outputs. */
export interface Reference {
  layer: string;
  node: number;
  tensor: number;
}

export interface LayerSpec {
  name: string;
  type: string;
  config: Record<string, unknown>;
  /** One list of inputs for each use of the layer; a shared layer has several. */
  uses: Reference[][];
}

/** A sequential or functional model in one form. */
export interface Topology {
  layers: LayerSpec[];
  inputs: Reference[];
  outputs: Reference[];
}

const layerSchema = z.object({
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
  name: z.string().optional(),
  inbound_nodes: z.array(z.array(z.tuple([z.string(), z.number().int(), z.number().int()], z.unknown()))).optional(),
});

const referenceSchema = z.tuple([z.string(), z.number().int(), z.number().int()], z.unknown());
const referencesSchema = z.union([z.array(referenceSchema), referenceSchema.transform((one) => [one])]);

const sequentialConfig = z.union([
  z.array(layerSchema),
  z.object({ layers: z.array(layerSchema) }).transform((config) => config.layers),
]);
const functionalConfig = z.object({
  layers: z.array(layerSchema),
  input_layers: referencesSchema,
  output_layers: referencesSchema,
});

const networkSchema = z.object({ class_name: z.string(), config: z.unknown() });

/** `model.json` as TensorFlow.js writes it. */
export const modelJsonSchema = z.object({
  format: z.string().optional(),
  modelTopology: z.union([z.object({ model_config: networkSchema }).transform((t) => t.model_config), networkSchema]),
  weightsManifest: z.array(z.object({ weights: z.array(weightSpecSchema) })),
});
export type ModelJson = z.infer<typeof modelJsonSchema>;

/** The layer types that hold layers of their own. */
export const isNetwork = (type: string): boolean => ["Sequential", "Functional", "Model"].includes(type);

/** Throws a ZodError when the configuration is not of a model that TensorFlow.js' layers could have written. */
export function readTopology(type: string, config: unknown): Topology {
  return type === "Sequential"
    ? readSequential(sequentialConfig.parse(config))
    : readFunctional(functionalConfig.parse(config));
}

type RawLayer = z.infer<typeof layerSchema>;

const nameOf = (layer: RawLayer, index: number): string =>
  layer.name ?? (typeof layer.config["name"] === "string" ? layer.config["name"] : `layer${index}`);

/** The first layer carries the input's shape, unless an InputLayer or a nested model does. */
function readSequential(raw: RawLayer[]): Topology {
  const layers: LayerSpec[] = [];
  const add = (layer: Omit<LayerSpec, "uses">) => {
    const previous = layers.at(-1);
    layers.push({ ...layer, uses: [previous ? [{ layer: previous.name, node: 0, tensor: 0 }] : []] });
  };
  for (const [index, layer] of raw.entries()) {
    if (index === 0 && layer.class_name !== "InputLayer")
      add({
        name: `${nameOf(layer, 0)}_input`,
        type: "InputLayer",
        config: { batch_input_shape: inputShape(layer), dtype: layer.config["dtype"] },
      });
    add({ name: nameOf(layer, index), type: layer.class_name, config: layer.config });
  }
  const reference = (layer: LayerSpec | undefined) => (layer ? [{ layer: layer.name, node: 0, tensor: 0 }] : []);
  return { layers, inputs: reference(layers[0]), outputs: reference(layers.at(-1)) };
}

/** A nested model's own first layer knows the shape. */
function inputShape(layer: RawLayer): unknown {
  const own = layer.config["batch_input_shape"] ?? layer.config["batch_shape"];
  if (own || !isNetwork(layer.class_name)) return own;
  const inner = readTopology(layer.class_name, layer.config);
  const first = inner.layers.find((candidate) => candidate.name === inner.inputs[0]?.layer);
  return first?.config["batch_input_shape"];
}

function readFunctional(config: z.infer<typeof functionalConfig>): Topology {
  const reference = ([layer, node, tensor]: [string, number, number, ...unknown[]]): Reference => ({
    layer,
    node,
    tensor,
  });
  return {
    layers: config.layers.map((layer, index) => ({
      name: nameOf(layer, index),
      type: layer.class_name,
      config: layer.config,
      uses: layer.inbound_nodes?.length ? layer.inbound_nodes.map((use) => use.map(reference)) : [[]],
    })),
    inputs: config.input_layers.map(reference),
    outputs: config.output_layers.map(reference),
  };
}

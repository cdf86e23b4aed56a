import type * as TensorFlow from "@tensorflow/tfjs";
import { QuireError } from "@/lib/protocol/errors";
import type { Tf } from "../context";
import type { OptimizerNode, TensorNode } from "./manifest";
import type { PartReader, PartWriter } from "./parts";
import { holdTensor, makeTensor, makeVariable } from "./tensor";

/** What an optimizer keeps for each variable that it trains, as TensorFlow.js has it in all of its optimizers. */
interface Slot {
  originalName: string;
  variable: TensorFlow.Variable;
}

/**
 * An optimizer's state as its own fields hold it. Its `getWeights` would not do: Adam's `setWeights` computes the powers of its betas
 * anew, with another rounding, and Adamax has neither.
 */
interface State {
  numbers: Record<string, number>;
  variables: Record<string, TensorFlow.Variable>;
  slots: Record<string, Slot[]>;
}

const isVariable = (tf: Tf, value: unknown): value is TensorFlow.Variable => value instanceof tf.Variable;

function isSlots(tf: Tf, value: unknown): value is Slot[] {
  return (
    Array.isArray(value) &&
    value.every(
      (slot: unknown) =>
        typeof slot === "object" &&
        slot !== null &&
        "originalName" in slot &&
        typeof slot.originalName === "string" &&
        "variable" in slot &&
        isVariable(tf, slot.variable),
    )
  );
}

function stateOf(tf: Tf, optimizer: TensorFlow.Optimizer): State {
  const state: State = { numbers: {}, variables: {}, slots: {} };
  for (const [key, value] of Object.entries(optimizer) as [string, unknown][])
    if (typeof value === "number" && Number.isFinite(value)) state.numbers[key] = value;
    else if (isVariable(tf, value)) state.variables[key] = value;
    else if (isSlots(tf, value)) state.slots[key] = value;
  return state;
}

export function holdOptimizer(tf: Tf, optimizer: TensorFlow.Optimizer): (writer: PartWriter) => Promise<OptimizerNode> {
  const { numbers, variables, slots } = stateOf(tf, optimizer);
  const heldVariables = Object.entries(variables).map(([key, variable]) => [key, holdTensor(variable)] as const);
  const heldSlots = Object.entries(slots).map(
    ([key, list]) =>
      [key, list.map(({ originalName, variable }) => [originalName, holdTensor(variable)] as const)] as const,
  );
  const [className, config] = [optimizer.getClassName(), { ...optimizer.getConfig() }];
  return async (writer) => {
    const node: OptimizerNode = {
      $: "optimizer",
      className,
      config,
      numbers: { ...numbers },
      variables: {},
      slots: {},
    };
    for (const [key, read] of heldVariables) node.variables[key] = await read(writer);
    for (const [key, list] of heldSlots) {
      const kept: { name: string; tensor: TensorNode }[] = [];
      for (const [name, read] of list) kept.push({ name, tensor: await read(writer) });
      node.slots[key] = kept;
    }
    return node;
  };
}

/** Puts the state back into an optimizer of the same kind. */
export function fillOptimizer(tf: Tf, optimizer: TensorFlow.Optimizer, node: OptimizerNode, reader: PartReader): void {
  requireKind(optimizer, node.className);
  const now = stateOf(tf, optimizer);
  for (const [key, value] of Object.entries(node.numbers)) setNumber(optimizer, key, value);
  for (const [key, tensor] of Object.entries(node.variables)) {
    const made = makeTensor(tf, tensor, reader);
    now.variables[key]?.assign(made);
    made.dispose();
  }
  for (const [key, list] of Object.entries(node.slots)) {
    for (const { variable } of now.slots[key] ?? []) variable.dispose();
    Reflect.set(
      optimizer,
      key,
      list.map(({ name, tensor }) => ({ originalName: name, variable: makeVariable(tf, tensor, false, reader) })),
    );
  }
}

/** Gives the state of one optimizer to another of the same kind; the first is used up. */
export function moveOptimizer(tf: Tf, from: TensorFlow.Optimizer, to: TensorFlow.Optimizer): void {
  requireKind(to, from.getClassName());
  const [kept, now] = [stateOf(tf, from), stateOf(tf, to)];
  for (const [key, value] of Object.entries(kept.numbers)) setNumber(to, key, value);
  for (const [key, variable] of Object.entries(kept.variables)) {
    now.variables[key]?.assign(variable);
    variable.dispose();
  }
  for (const [key, slots] of Object.entries(kept.slots)) {
    for (const { variable } of now.slots[key] ?? []) variable.dispose();
    Reflect.set(to, key, slots);
  }
}

function requireKind(optimizer: TensorFlow.Optimizer, kept: string): void {
  const now = optimizer.getClassName();
  if (now === kept) return;
  throw new QuireError(
    "CONFLICT",
    `It was trained with the optimizer ${kept}, and the model now has ${now}. Compile it with the same.`,
  );
}

/** SGD has its rate in a tensor as well. */
const hasRateSetter = (value: object): value is { setLearningRate(this: object, rate: number): void } =>
  "setLearningRate" in value && typeof value.setLearningRate === "function";

function setNumber(optimizer: TensorFlow.Optimizer, key: string, value: number): void {
  if (key === "learningRate" && hasRateSetter(optimizer)) optimizer.setLearningRate(value);
  else Reflect.set(optimizer, key, value);
}

export function makeOptimizer(tf: Tf, node: OptimizerNode, reader: PartReader): TensorFlow.Optimizer {
  const known = tf.serialization.SerializationMap.getMap().classNameMap[node.className];
  if (!known)
    throw new QuireError(
      "UNPROCESSABLE",
      `There is no optimizer ${node.className} here: run the cell that registers it first.`,
    );
  const [kind, fromConfig] = known;
  const made: unknown = fromConfig(kind, node.config as TensorFlow.serialization.ConfigDict);
  if (!(made instanceof tf.Optimizer)) throw new QuireError("UNPROCESSABLE", `${node.className} is no optimizer here.`);
  fillOptimizer(tf, made, node, reader);
  return made;
}

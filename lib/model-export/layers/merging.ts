import { z } from "zod";
import {
  asFloat,
  channelsFirst,
  channelsLast,
  derived,
  type LayerContext,
  type LayerExporter,
  type Value,
} from "../layer";

/** All in the first one's order of channels, so that elements meet their own. */
function aligned(inputs: Value[], context: LayerContext): Value[] {
  const [first] = inputs;
  if (!first || inputs.length < 2) return context.refuse("merges fewer than two inputs");
  if (inputs.some((input) => input.rank !== first.rank)) return context.refuse("merges inputs of different ranks");
  const order = first.channels === "first" ? channelsFirst : channelsLast;
  return inputs.map((input) => asFloat(context, order(context, input)));
}

/** `operator` takes any number of inputs. */
const manyToOne =
  (operator: string): LayerExporter =>
  (inputs, context) => {
    const values = aligned(inputs, context);
    const [name = ""] = context.graph.node(
      operator,
      values.map((value) => value.name),
    );
    return derived(values[0] ?? context.refuse("has no inputs"), name);
  };

const multiply: LayerExporter = (inputs, context) =>
  aligned(inputs, context).reduce((left, right) =>
    derived(left, context.graph.node("Mul", [left.name, right.name])[0] ?? ""),
  );

const concatenate: LayerExporter = (inputs, context) => {
  const { axis } = context.config(z.object({ axis: z.number().int().default(-1) }));
  const values = aligned(inputs, context).map((value) => channelsLast(context, value));
  const [name = ""] = context.graph.node(
    "Concat",
    values.map((value) => value.name),
    { axis: { int: axis } },
  );
  return derived(values[0] ?? context.refuse("has no inputs"), name);
};

export const merging: Record<string, LayerExporter> = {
  Add: manyToOne("Sum"),
  Average: manyToOne("Mean"),
  Maximum: manyToOne("Max"),
  Minimum: manyToOne("Min"),
  Multiply: multiply,
  Concatenate: concatenate,
};

import type { AnyNode, Node } from "acorn";
import { walk } from "@/lib/kernel/walk";

/** Something that a cell does to a value besides naming it, found in its text. */
export interface Effect {
  /** `change`: a value is changed in place. `cost`: a training, a recorded run, a commit. */
  kind: "change" | "cost";
  /** Where the name stands whose value it is; of a cost, where the call stands. */
  start: number;
  end: number;
}

/** Methods that change what they are called on. */
const CHANGING = new Set(
  "push pop shift unshift splice copyWithin sort set delete clear assign fit fitDataset trainOnBatch compile setWeights loadWeights".split(
    " ",
  ),
);
/** Changing on lists, sets and models, pure on tensors: what nobody looks at was called for its effect. */
const CHANGING_WHERE_DROPPED = new Set(["add", "reverse", "fill"]);
const CHANGING_ARGUMENT = new Set(["assign", "defineProperty", "defineProperties", "setPrototypeOf"]);
const COSTLY = new Set(["fit", "fitDataset", "trainOnBatch", "minimize", "commit", "saveModel"]);

/** What the text shows: a value reached by another way (an alias, an argument) is not seen. */
export function findEffects(program: Node & { body: AnyNode[] }): Effect[] {
  const effects: Effect[] = [];
  const last = program.body.at(-1);
  const change = (target: AnyNode | null | undefined): void => {
    const base = target && baseOf(target);
    if (base) effects.push({ kind: "change", start: base.start, end: base.end });
  };
  walk(program, (node, above) => {
    if (node.type === "AssignmentExpression") change(member(node.left));
    else if (node.type === "UpdateExpression") change(member(node.argument));
    else if (node.type === "UnaryExpression" && node.operator === "delete") change(member(node.argument));
    else if (node.type === "CallExpression" && node.callee.type === "MemberExpression") {
      const name = methodOf(node.callee.property, node.callee.computed);
      const isObject = node.callee.object.type === "Identifier" && node.callee.object.name === "Object";
      if (isObject) return CHANGING_ARGUMENT.has(name) ? change(node.arguments[0]) : undefined;
      const statement = above.at(-1);
      const dropped = statement?.type === "ExpressionStatement" && statement !== last;
      if (CHANGING.has(name) || (dropped && CHANGING_WHERE_DROPPED.has(name))) change(node.callee.object);
      if (COSTLY.has(name)) effects.push({ kind: "cost", start: node.start, end: node.end });
    }
  });
  return effects;
}

const member = (node: AnyNode): AnyNode | null => (node.type === "MemberExpression" ? node.object : null);

const methodOf = (property: AnyNode, computed: boolean): string =>
  !computed && property.type === "Identifier" ? property.name : "";

/** The name at the root of `model.layers[0].x`; nothing where it is the result of a call. */
function baseOf(node: AnyNode): AnyNode | undefined {
  if (node.type === "Identifier") return node;
  if (node.type === "MemberExpression") return baseOf(node.object);
  if (node.type === "ChainExpression") return baseOf(node.expression);
  return undefined;
}

import type { AnyNode, Node } from "acorn";

/** Visits every node of a tree, each before its children. `above`: its ancestors, the root first. */
export function walk(root: Node, visit: (node: AnyNode, above: readonly AnyNode[]) => void): void {
  const above: AnyNode[] = [];
  const step = (node: AnyNode): void => {
    visit(node, above);
    above.push(node);
    for (const value of Object.values(node) as unknown[]) {
      for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(item)) step(item);
    }
    above.pop();
  };
  step(root as AnyNode);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

import type { InspectNode } from "./inspect-node";

const LINE = 76;

/** The tree as text, on one line where it fits: what a terminal or a plain reader shows. */
export function plainText(node: InspectNode, indent = ""): string {
  if (!node.children) return node.text;
  const [open, close] = brackets(node);
  const parts = node.children
    .filter(({ inherited }) => !inherited)
    .map(({ key, value }) => labelled(node, key, plainText(value, `${indent}  `), indent));
  if (node.more) parts.push(`… ${node.more} more`);
  if (parts.length === 0) return `${open}${close}`;
  const line = `${open} ${parts.join(", ")} ${close}`;
  if (line.length + indent.length <= LINE && !line.includes("\n")) return line;
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(",\n")}\n${indent}${close}`;
}

function brackets(node: InspectNode): [string, string] {
  if (node.type === "array") return ["[", "]"];
  if (node.type === "typed-array") return [`${node.text} [`, "]"];
  return [node.text === "Object" ? "{" : `${node.text} {`, "}"];
}

function labelled(node: InspectNode, key: string | InspectNode, value: string, indent: string): string {
  if (typeof key !== "string") return `${plainText(key, indent)} => ${value}`;
  const bare = node.type === "array" || node.type === "typed-array" || node.type === "set";
  if (bare) return value;
  return `${/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key)}: ${value}`;
}

import type { AnyNode, ObjectExpression } from "acorn";
import { parseCell } from "@/lib/graph/parse-cell";
import { walk } from "@/lib/kernel/walk";

/** Options that say how far a sweep goes, not what it searches. */
const limits = new Set(["trials", "minutes", "parallel", "fresh"]);

/** The code of a cell that calls `sweep`, without what may be another when it is run again and goes on with what is recorded. */
export function resumableCode(source: string): string {
  try {
    const { js, program } = parseCell(source);
    const objects: ObjectExpression[] = [];
    walk(program, (node) => {
      const options = optionsOfSweep(node);
      if (options) objects.push(options);
    });
    // From the last one on, so that the places of those before stay; of one within another, only the outer.
    return objects
      .filter((one) => !objects.some((other) => other.start < one.start && one.end <= other.end))
      .sort((a, b) => b.start - a.start)
      .reduce((text, object) => text.slice(0, object.start) + rest(js, object) + text.slice(object.end), js);
  } catch {
    // A cell that cannot be read makes no sweep; whatever it is, it is not the same one.
    return source;
  }
}

function optionsOfSweep(node: AnyNode): ObjectExpression | null {
  if (node.type !== "CallExpression") return null;
  const { callee, arguments: given } = node;
  const name =
    callee.type === "Identifier"
      ? callee.name
      : callee.type === "MemberExpression" && callee.property.type === "Identifier"
        ? callee.property.name
        : "";
  const options = given[2];
  return name === "sweep" && options?.type === "ObjectExpression" ? options : null;
}

function rest(js: string, { properties }: ObjectExpression): string {
  const kept = properties.filter(
    (property) =>
      property.type !== "Property" ||
      property.computed ||
      property.key.type !== "Identifier" ||
      !limits.has(property.key.name),
  );
  return `{ ${kept.map(({ start, end }) => js.slice(start, end)).join(", ")} }`;
}

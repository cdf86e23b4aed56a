import { headline, asTensorLike, describeFunction, plainObjectLeaf } from "./display/describe";
import { inspect } from "./display/inspect";
import type { InspectNode } from "./display/inspect-node";
import type { Keep } from "./display/live-values";
import { plainText } from "./display/plain-text";
import { toTabular } from "./display/tabular";
import type { Variable } from "@/lib/protocol/view";
import type { CellScope } from "./cell-scope";

const MAX_LISTED = 2000;
const MAX_LINE = 120;
const SHOWN_OF_TEXT = 200;

/** All names, in the order in which they came. */
export function listVariables(scope: CellScope): { variables: Variable[]; more: number } {
  const names = [...scope.names()];
  return {
    variables: names.slice(0, MAX_LISTED).flatMap(([name, cellId]) => {
      const found = describeVariable(scope, name);
      return found ? [{ name, cellId, ...found }] : [];
    }),
    more: Math.max(0, names.length - MAX_LISTED),
  };
}

/** The value of one name as a tree. */
export const inspectVariable = (scope: CellScope, name: string, keep: Keep): InspectNode =>
  inspect(scope.get(name), keep);

function describeVariable(scope: CellScope, name: string): Omit<Variable, "name" | "cellId"> | undefined {
  try {
    return describe(scope.get(name));
  } catch {
    // The cell stopped before it gave the name a value.
    return undefined;
  }
}

/** What a list of names says of a value. */
export function describe(value: unknown): Omit<Variable, "name" | "cellId"> {
  if (typeof value === "string")
    return { kind: "string", type: "string", size: counted(value.length, "character"), text: quoted(value) };
  if (typeof value === "function") {
    const { type, text } = describeFunction(value);
    return { kind: type, type, size: "", text };
  }
  if (typeof value !== "object" || value === null) {
    const node = inspect(value);
    return {
      kind: node.type,
      type: value === null ? "null" : typeof value,
      size: "",
      text: node.text.slice(0, MAX_LINE),
    };
  }
  const tensor = asTensorLike(value);
  if (tensor) {
    const text = tensor.isDisposed ? "disposed" : "";
    return { kind: "tensor", type: `Tensor ${tensor.dtype}`, size: tensor.shape.join(" × ") || "1", text };
  }
  const { type, text } = plainObjectLeaf(value) ?? headline(value);
  return { kind: type, type: text.replace(/\(.*$|:.*$/s, "").slice(0, 60), size: sizeOf(value), text: line(value) };
}

function sizeOf(value: object): string {
  if (value instanceof Map || value instanceof Set) return counted(value.size, "item");
  if (value instanceof ArrayBuffer || value instanceof DataView) return counted(value.byteLength, "byte");
  if (ArrayBuffer.isView(value)) return counted((value as Uint8Array).length, "value");
  if (Array.isArray(value)) return counted(value.length, "item");
  if ("stores" in value || "numRows" in value) {
    const table = toTabular(value);
    if (table) return `${group(table.rows)} × ${table.columns.length}`;
  }
  return "";
}

/** The first things that it holds. A getter is not read, and what is deep stays closed. */
function line(value: object): string {
  const shallow = inspect(firstOf(value));
  // How much it holds is said beside it, of all of it.
  const text = plainText(shallow)
    .replace(/\s+/g, " ")
    .replace(/^[\w$]+\(\d+\) (?=[[{])/, "");
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
}

/** Lists can be long; a line shows their head. */
const firstOf = (value: object): unknown => {
  if (Array.isArray(value) && value.length > 20) return value.slice(0, 20);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return (value as Uint8Array).subarray(0, 20);
  return value;
};

const quoted = (text: string): string => {
  const shown = JSON.stringify(text.slice(0, SHOWN_OF_TEXT));
  return shown.length > MAX_LINE ? `${shown.slice(0, MAX_LINE)}…` : shown;
};
const group = (count: number): string => count.toLocaleString("en");
const counted = (count: number, what: string): string => `${group(count)} ${what}${count === 1 ? "" : "s"}`;

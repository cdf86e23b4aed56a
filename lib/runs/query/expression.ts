import { backendSchema } from "@/lib/protocol/device";
import { runStatusSchema } from "@/lib/protocol/run";

/**
 * The typed query of the run list: `status = finished and params.lr < 0.01 and metrics.val_acc > 0.9`.
 *
 *   expression  = conjunction { "or" conjunction }
 *   conjunction = term { ["and"] term }
 *   term        = "not" term | "(" expression ")" | field operator value | word
 *   field       = name | ("params" | "metrics") "." key
 *   operator    = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~"
 *
 * A lone word or quoted text finds runs whose name contains it. Keys and values with odd characters stand in quotes.
 */
export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~";
export const operators: readonly Operator[] = ["=", "!=", "<=", ">=", "<", ">", "~"];

/** What can be asked of every run, and what kind of value it has. */
export const plainFields = {
  name: "text",
  status: "text",
  notebook: "text",
  person: "text",
  dataset: "text",
  device: "text",
  sweepId: "text",
  number: "number",
  seed: "number",
  created: "date",
} as const;
export type PlainField = keyof typeof plainFields;

/** Fields with few values; any other value is a slip. */
export const knownValues: Partial<Record<PlainField, readonly string[]>> = {
  status: runStatusSchema.options,
  device: backendSchema.options,
};

export type Field = { kind: "plain"; name: PlainField } | { kind: "param" | "metric"; key: string };

export type Value = string | number | boolean;

export type Expression =
  | { type: "and" | "or"; terms: Expression[] }
  | { type: "not"; term: Expression }
  | { type: "compare"; field: Field; operator: Operator; value: Value };

/** No more than the tokens' `word` takes: there, too, a dot stands only before another part. */
const bareWord = /^[\p{L}_](?:[\p{L}\p{N}_@-]|\.(?=[\p{L}\p{N}_]))*$/u;
const reserved = new Set(["and", "or", "not", "true", "false"]);

/** Text as the query takes it: bare where that is unambiguous, otherwise in quotes. */
export function quoted(text: string): string {
  return bareWord.test(text) && !reserved.has(text.toLowerCase()) ? text : JSON.stringify(text);
}

export function printField(field: Field): string {
  return field.kind === "plain" ? field.name : `${field.kind}s.${quoted(field.key)}`;
}

/** The expression as a query that parses to it again. */
export function printExpression(expression: Expression): string {
  switch (expression.type) {
    case "compare":
      return `${printField(expression.field)} ${expression.operator} ${typeof expression.value === "string" ? quoted(expression.value) : expression.value}`;
    case "not":
      return `not ${wrapped(expression.term)}`;
    default:
      return expression.terms.map(wrapped).join(` ${expression.type} `);
  }
}

const wrapped = (term: Expression) =>
  term.type === "and" || term.type === "or" ? `(${printExpression(term)})` : printExpression(term);

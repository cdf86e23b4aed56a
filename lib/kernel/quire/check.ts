import type { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";

/**
 * The argument, checked against its schema. The error names the function, what it needs and what it got:
 * "runs.start needs a name (text), got undefined."
 */
export function check<S extends z.ZodType>(schema: S, value: unknown, where: string, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new QuireError("BAD_REQUEST", `${where} needs ${what}, got ${describe(value, result.error)}.`);
}

function describe(value: unknown, error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue?.code === "unrecognized_keys") return `an unknown ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
  if (issue === undefined || issue.path.length === 0) return show(value);
  const path = issue.path.map(String).join(".");
  return `${show(valueAt(value, issue.path))} at "${path}"`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** A value in a few words, for an error. */
export function show(value: unknown): string {
  if (value === undefined || value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "string")
    return value === "" ? "empty text" : JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const name = typeof value === "object" ? value.constructor?.name : typeof value;
  return name === undefined || name === "Object" ? "an object" : `a ${name}`;
}

import { z } from "zod";

interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minItems?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  pattern?: string;
  format?: string;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

/** Values by the name of the property that holds them; they win over what the schema would give. */
export type Known = Record<string, unknown>;

interface Walk {
  known: Known;
  used: Set<string>;
  root: JsonSchema;
}

function sampleString({ minLength = 1, pattern, format }: JsonSchema): string {
  if (format === "email") return "someone@example.org";
  if (format === "uri") return "https://example.org";
  if (format === "date-time") return new Date(0).toISOString();
  if (pattern?.includes("64")) return "0".repeat(64);
  if (pattern?.includes("20")) return "0".repeat(20);
  if (pattern?.startsWith("^[A-Z]")) return "A";
  return "a".repeat(Math.max(minLength, 1));
}

/** Whether a known value fits somewhere within: then even what is optional is given. */
function holdsKnown(schema: JsonSchema, { known }: Walk): boolean {
  const names = [...JSON.stringify(schema).matchAll(/"(\w+)":/g)].map(([, name]) => name ?? "");
  return names.some((name) => Object.hasOwn(known, name));
}

function sampleObject(schema: JsonSchema, walk: Walk): Record<string, unknown> {
  const names = Object.entries(schema.properties ?? {})
    .filter(([name, inner]) => schema.required?.includes(name) || name in walk.known || holdsKnown(inner, walk))
    .map(([name]) => name);
  return Object.fromEntries(
    names.map((name) => {
      if (!(name in walk.known)) return [name, sample(schema.properties?.[name] ?? {}, walk)];
      walk.used.add(name);
      return [name, walk.known[name]];
    }),
  );
}

function sample(schema: JsonSchema, walk: Walk): unknown {
  if (schema.$ref) return sample(walk.root.$defs?.[schema.$ref.split("/").at(-1) ?? ""] ?? {}, walk);
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return sample(choice, walk);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part, walk))) as unknown;
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return sampleObject(schema, walk);
    case "array":
      return Array.from({ length: schema.minItems ?? (holdsKnown(schema, walk) ? 1 : 0) }, () =>
        sample(schema.items ?? {}, walk),
      );
    case "string":
      return sampleString(schema);
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, schema.exclusiveMinimum === undefined ? 0 : schema.exclusiveMinimum + 1);
    case "boolean":
      return false;
    default:
      return null;
  }
}

/**
 * The smallest input that a procedure's schemas take, with the known values wherever they fit; and which of those it took.
 */
export function sampleInput(
  parsers: readonly unknown[],
  known: Known,
): { input: Record<string, unknown>; used: Set<string> } {
  const used = new Set<string>();
  const input: Record<string, unknown> = {};
  for (const parser of parsers) {
    if (!(parser instanceof z.ZodType)) throw new Error("a procedure's input is not a Zod schema");
    const root = z.toJSONSchema(parser, { io: "input", unrepresentable: "any" }) as JsonSchema;
    Object.assign(input, sample(root, { known, used, root }));
  }
  return { input, used };
}

/** The names of all properties, at any depth, that hold an id or a hash. */
export function idsIn(parsers: readonly unknown[]): string[] {
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("properties" in node && typeof node.properties === "object")
      for (const name of Object.keys(node.properties ?? {})) if (/(^ids?|Ids?|[hH]ash)$/.test(name)) found.add(name);
    Object.values(node).forEach(walk);
  };
  for (const parser of parsers)
    if (parser instanceof z.ZodType) walk(z.toJSONSchema(parser, { io: "input", unrepresentable: "any" }));
  return [...found];
}

import type {
  Expression,
  Identifier,
  MemberExpression,
  Pattern,
  Program,
  VariableDeclaration,
  VariableDeclarator,
} from "acorn";
import type MagicString from "magic-string";
import { SCOPE_NAME } from "@/lib/graph/analyse-cell";
import type { NameUse } from "@/lib/graph/scopes";
import type { BoundName } from "./input-registry";

const kinds: ReadonlySet<string> = new Set([
  "slider",
  "range",
  "number",
  "text",
  "select",
  "multiSelect",
  "checkbox",
  "date",
  "color",
  "file",
  "button",
  "table",
  "form",
]);

interface BoundCall {
  callee: MemberExpression;
  names: BoundName[];
}

/**
 * `const lr = input.slider(…)` at the top level of a cell: the call is told that `lr` holds its value, and `lr` becomes a name
 * that can be given another one, so that a person's change needs no run. Returns the names. Anything else that makes an
 * input (in a loop, in an object) stays as it is: its cell runs again when it changes.
 */
export function bindInputs(
  text: MagicString,
  program: Program,
  uses: readonly NameUse[],
  aliases: ReadonlySet<string>,
): Set<string> {
  const bound = new Set<string>();
  for (const { start, kind, declarations } of topLevelVariables(program)) {
    const calls = declarations.flatMap((declarator) => boundCall(declarator, aliases));
    const names = calls.flatMap((call) => call.names.map(({ name }) => name));
    if (calls.length === 0 || kind === "var") continue;
    if (kind === "const" && declaredNames(declarations).some((name) => isAssigned(name, uses))) continue;
    if (kind === "const") text.update(start, start + "const".length, "let  ");
    for (const call of calls) passNames(text, call);
    for (const name of names) bound.add(name);
  }
  return bound;
}

/** `input.slider(…)` becomes `scope.$input(names, input, "slider")(…)`, on as many lines. */
function passNames(text: MagicString, { callee, names }: BoundCall): void {
  const { object, property } = callee;
  const lines = text.original.slice(object.end, callee.end).replace(/[^\n]/g, "");
  const kind = property.type === "Identifier" ? property.name : "";
  text.appendLeft(callee.start, `${SCOPE_NAME}.$input(${JSON.stringify(names)}, `);
  text.update(object.end, callee.end, `, ${JSON.stringify(kind)})${lines}`);
}

function topLevelVariables(program: Program): VariableDeclaration[] {
  return program.body.flatMap((outer) => {
    const statement = (outer.type === "ExportNamedDeclaration" && outer.declaration) || outer;
    return statement.type === "VariableDeclaration" ? [statement] : [];
  });
}

function boundCall({ id, init }: VariableDeclarator, aliases: ReadonlySet<string>): BoundCall[] {
  const callee = init && inputCallee(init, aliases);
  const names = callee ? boundNames(id) : [];
  return callee && names.length > 0 ? [{ callee, names }] : [];
}

/** The declaration itself writes once. */
const isAssigned = (name: string, uses: readonly NameUse[]): boolean =>
  uses.filter((use) => use.own && use.writes && use.name === name).length > 1;

/** Plain names alone: a pattern that holds more than these is left as it is. */
const declaredNames = (declarations: readonly VariableDeclarator[]): string[] =>
  declarations.flatMap(({ id }) => boundNames(id).map(({ name }) => name));

/** `input.slider`, `quire.input.slider`, or by the name that the cell imports `input` as. */
function inputCallee(init: Expression, aliases: ReadonlySet<string>): MemberExpression | undefined {
  const call = init.type === "AwaitExpression" ? init.argument : init;
  if (call.type !== "CallExpression" || call.optional || call.callee.type !== "MemberExpression") return undefined;
  const { object, property, computed, optional } = call.callee;
  if (computed || optional || property.type !== "Identifier" || !kinds.has(property.name)) return undefined;
  if (object.type === "Identifier")
    return object.name === "input" || aliases.has(object.name) ? call.callee : undefined;
  return object.type === "MemberExpression" && isNamed(object.property, "input") ? call.callee : undefined;
}

const isNamed = (node: { type: string }, name: string): boolean =>
  node.type === "Identifier" && (node as Identifier).name === name;

/** Plain names, and those of a pattern without defaults or rests. */
function boundNames(id: Pattern): BoundName[] {
  if (id.type === "Identifier") return [{ name: id.name, at: null }];
  if (id.type === "ArrayPattern") {
    const names = id.elements.flatMap((element, at) =>
      element?.type === "Identifier" ? [{ name: element.name, at }] : [],
    );
    return names.length === id.elements.length ? names : [];
  }
  if (id.type !== "ObjectPattern") return [];
  const names = id.properties.flatMap((property) =>
    property.type === "Property" &&
    !property.computed &&
    property.key.type === "Identifier" &&
    property.value.type === "Identifier"
      ? [{ name: property.value.name, at: property.key.name }]
      : [],
  );
  return names.length === id.properties.length ? names : [];
}

import type { ClassBody, Expression, Program } from "acorn";

/** A stretch of the cell that runs only when `name` is called or built: not when the cell runs. */
export interface DeferredRegion {
  name: string;
  start: number;
  end: number;
}

/**
 * The bodies of top-level functions, of functions and objects of functions held by a top-level variable, and of
 * the methods of top-level classes. Any other function counts as run with the cell (a callback may be called at once).
 */
export function deferredRegions(program: Program): DeferredRegion[] {
  const regions: DeferredRegion[] = [];
  for (const outer of program.body) {
    const statement = (outer.type === "ExportNamedDeclaration" && outer.declaration) || outer;
    if (statement.type === "FunctionDeclaration") {
      regions.push({ name: statement.id?.name ?? "", start: statement.start, end: statement.end });
    } else if (statement.type === "ClassDeclaration") {
      classRegions(statement.id?.name ?? "", statement.body, regions);
    } else if (statement.type === "VariableDeclaration") {
      for (const { id, init } of statement.declarations) {
        if (id.type === "Identifier" && init) valueRegions(id.name, init, regions);
      }
    }
  }
  return regions;
}

function valueRegions(name: string, value: Expression, regions: DeferredRegion[]): void {
  if (value.type === "ArrowFunctionExpression" || value.type === "FunctionExpression") {
    regions.push({ name, start: value.start, end: value.end });
  } else if (value.type === "ClassExpression") {
    classRegions(name, value.body, regions);
  } else if (value.type === "ObjectExpression") {
    for (const property of value.properties) {
      if (property.type === "Property") valueRegions(name, property.value, regions);
    }
  }
}

function classRegions(name: string, body: ClassBody, regions: DeferredRegion[]): void {
  for (const member of body.body) {
    if (member.type === "MethodDefinition") regions.push({ name, start: member.value.start, end: member.value.end });
    else if (member.type === "PropertyDefinition" && !member.static && member.value) {
      regions.push({ name, start: member.value.start, end: member.value.end });
    }
  }
}

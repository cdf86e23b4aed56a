import type { ImportDefaultSpecifier, ImportNamespaceSpecifier, ImportSpecifier, Program } from "acorn";
import { analyze } from "eslint-scope";

/** One mention of a name that the cell declares at its top level or does not declare at all. */
export interface NameUse {
  name: string;
  start: number;
  end: number;
  reads: boolean;
  writes: boolean;
  /** Declared at the top level of this cell. */
  own: boolean;
}

export interface TopLevelName {
  name: string;
  kind: "const" | "let" | "var" | "function" | "class" | "import";
  /** Where its first declaration stands in the JavaScript. */
  start: number;
  /** Where all of its declarations stand. */
  places: number[];
  /** Of an import: the module and the name in it. */
  from?: string;
}

export interface CellScopes {
  names: TopLevelName[];
  uses: NameUse[];
}

/** acorn's nodes are ESTree nodes that also know their place; the types of eslint-scope leave that out. */
interface Placed {
  start: number;
  end: number;
}

export function findScopes(program: Program): CellScopes {
  const manager = analyze(program as never, { ecmaVersion: 2024, sourceType: "module" });
  const moduleScope = manager.scopes.find((scope) => scope.type === "module");
  if (!moduleScope) throw new Error("eslint-scope made no module scope");
  const origins = importOrigins(program);
  const names = moduleScope.variables.flatMap((variable): TopLevelName[] => {
    const definition = variable.defs[0];
    if (!definition) return [];
    const from = origins.get(variable.name);
    return [
      {
        name: variable.name,
        kind: kindOf(definition),
        start: (definition.name as unknown as Placed).start,
        places: variable.defs.map(({ name }) => (name as unknown as Placed).start),
        ...(from && { from }),
      },
    ];
  });
  const uses: NameUse[] = [];
  for (const scope of manager.scopes) {
    for (const reference of scope.references) {
      const own = reference.resolved?.scope === moduleScope;
      if (reference.resolved && !own) continue;
      const { start, end } = reference.identifier as unknown as Placed;
      uses.push({
        name: reference.identifier.name,
        start,
        end,
        reads: reference.isRead(),
        writes: reference.isWrite(),
        own,
      });
    }
  }
  return { names, uses };
}

function kindOf(definition: { type: string; parent?: unknown }): TopLevelName["kind"] {
  switch (definition.type) {
    case "FunctionName":
      return "function";
    case "ClassName":
      return "class";
    case "ImportBinding":
      return "import";
    default: {
      const { kind } = definition.parent as { kind?: string };
      return kind === "const" || kind === "let" ? kind : "var";
    }
  }
}

function importOrigins(program: Program): Map<string, string> {
  const origins = new Map<string, string>();
  for (const node of program.body) {
    if (node.type !== "ImportDeclaration") continue;
    for (const specifier of node.specifiers)
      origins.set(specifier.local.name, `${importedName(specifier)} of ${String(node.source.value)}`);
  }
  return origins;
}

/** The name in the module: `*` for all of it. */
export function importedName(specifier: ImportSpecifier | ImportDefaultSpecifier | ImportNamespaceSpecifier): string {
  if (specifier.type === "ImportNamespaceSpecifier") return "*";
  if (specifier.type === "ImportDefaultSpecifier") return "default";
  return specifier.imported.type === "Identifier" ? specifier.imported.name : String(specifier.imported.value);
}

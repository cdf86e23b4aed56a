import { ts } from "./compiler";

/** A top-level name of a cell, and where it stands in the cell's text. */
export interface CellName {
  name: string;
  start: number;
  /** What the name stands for: both for classes, enums and imports. */
  isValue: boolean;
  isType: boolean;
  /** Of an import: module and name in it. The same import in two cells is the same thing twice. */
  from?: string;
}

export interface CellNames {
  /** By name; a name declared twice (overloads, merged interfaces) once. */
  declared: ReadonlyMap<string, CellName>;
  /** Declared names that the cell exports itself. */
  exported: ReadonlySet<string>;
  /** Every identifier in the cell: more than it needs from others, never less. */
  mentioned: ReadonlySet<string>;
  /** Modules it imports. */
  imports: ReadonlySet<string>;
  /** Whether what follows the text stands at the top level: not so inside an open brace, comment or string. */
  isClosed: boolean;
}

/** Finds the names in a cell's text, also where the text is broken or half typed. */
export function findCellNames(text: string): CellNames {
  // The appended export makes it a module, in which `await` is the operator.
  const file = ts.createSourceFile("cell.ts", `${text}\n;export{}`, ts.ScriptTarget.ES2022, false, ts.ScriptKind.TS);
  const collector = new NameCollector(file);
  for (const statement of file.statements) collector.topLevel(statement);
  collector.mentions(file);
  const last = file.statements.at(-1);
  return Object.assign(collector, {
    isClosed: last !== undefined && ts.isExportDeclaration(last) && last.getStart(file) === text.length + 2,
  });
}

class NameCollector {
  readonly declared = new Map<string, CellName>();
  readonly exported = new Set<string>();
  readonly mentioned = new Set<string>();
  readonly imports = new Set<string>();

  constructor(readonly file: ts.SourceFile) {}

  topLevel(node: ts.Statement): void {
    if (ts.isImportDeclaration(node)) this.#importNames(node);
    else if (ts.isExportDeclaration(node)) this.#exportNames(node);
    else if (ts.isFunctionDeclaration(node)) this.#declare(node.name, "value", isExported(node));
    else if (ts.isClassDeclaration(node) || ts.isEnumDeclaration(node))
      this.#declare(node.name, "both", isExported(node));
    else if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      this.#declare(node.name, "type", isExported(node));
    else if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name))
      this.#declare(node.name, "both", isExported(node));
    else if (ts.isVariableStatement(node)) this.#variables(node.declarationList, isExported(node));
    else this.#hoisted(node);
  }

  mentions(node: ts.Node): void {
    if (ts.isIdentifier(node)) this.mentioned.add(node.text);
    ts.forEachChild(node, (child) => this.mentions(child));
  }

  #declare(name: ts.Identifier | undefined, kind: "value" | "type" | "both", exported: boolean, from?: string): void {
    if (!name || name.text === "") return;
    const known = this.declared.get(name.text);
    this.declared.set(name.text, {
      name: name.text,
      start: known?.start ?? name.getStart(this.file),
      isValue: kind !== "type" || (known?.isValue ?? false),
      isType: kind !== "value" || (known?.isType ?? false),
      ...(from !== undefined && { from }),
    });
    if (exported) this.exported.add(name.text);
  }

  #variables(list: ts.VariableDeclarationList, exported: boolean): void {
    for (const { name } of list.declarations) this.#binding(name, exported);
  }

  #binding(name: ts.BindingName, exported: boolean): void {
    if (ts.isIdentifier(name)) return this.#declare(name, "value", exported);
    for (const element of name.elements) if (ts.isBindingElement(element)) this.#binding(element.name, exported);
  }

  /** A `var` in a block or a loop belongs to the cell as well. */
  #hoisted(node: ts.Node): void {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0)
      this.#variables(node, false);
    ts.forEachChild(node, (child) => this.#hoisted(child));
  }

  #importNames(node: ts.ImportDeclaration): void {
    if (!ts.isStringLiteral(node.moduleSpecifier)) return;
    const module = node.moduleSpecifier.text;
    this.imports.add(module);
    const clause = node.importClause;
    this.#declare(clause?.name, "both", false, `${module}#default`);
    const named = clause?.namedBindings;
    if (!named) return;
    if (ts.isNamespaceImport(named)) this.#declare(named.name, "both", false, `${module}#*`);
    else
      for (const { name, propertyName } of named.elements)
        this.#declare(name, "both", false, `${module}#${(propertyName ?? name).text}`);
  }

  #exportNames(node: ts.ExportDeclaration): void {
    if (!node.exportClause || !ts.isNamedExports(node.exportClause)) return;
    for (const { name } of node.exportClause.elements) this.exported.add(name.text);
  }
}

const isExported = (node: ts.Declaration | ts.VariableStatement): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

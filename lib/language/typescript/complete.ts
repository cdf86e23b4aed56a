import { cellModules } from "../modules";
import type { Completion, completionKinds } from "../protocol";
import { ts } from "./compiler";
import { spanIn } from "./places";
import type { VirtualCell } from "./virtual-cells";

type Kind = (typeof completionKinds)[number];
const K = ts.ScriptElementKind;

const kinds = new Map<string, Kind>([
  [K.functionElement, "function"],
  [K.localFunctionElement, "function"],
  [K.memberFunctionElement, "method"],
  [K.constructSignatureElement, "method"],
  [K.callSignatureElement, "method"],
  [K.memberVariableElement, "property"],
  [K.memberGetAccessorElement, "property"],
  [K.memberSetAccessorElement, "property"],
  [K.memberAccessorVariableElement, "property"],
  [K.classElement, "class"],
  [K.localClassElement, "class"],
  [K.interfaceElement, "interface"],
  [K.typeElement, "type"],
  [K.typeParameterElement, "type"],
  [K.primitiveType, "type"],
  [K.enumElement, "enum"],
  [K.enumMemberElement, "enumMember"],
  [K.moduleElement, "module"],
  [K.externalModuleName, "module"],
  [K.keyword, "keyword"],
  [K.constElement, "constant"],
  [K.string, "value"],
  // An alias is a name of another cell, or an import.
  [K.alias, "variable"],
]);

export const preferences: ts.UserPreferences = {
  includeCompletionsForModuleExports: false,
  includeCompletionsWithInsertText: true,
  includeCompletionsWithSnippetText: false,
  includeAutomaticOptionalChainCompletions: true,
  includeCompletionsForImportStatements: true,
  includeCompletionsWithObjectLiteralMethodSnippets: false,
  quotePreference: "double",
  importModuleSpecifierEnding: "minimal",
};

/** Inside the quotes of an import: the modules there are. */
export function moduleCompletions(text: string, offset: number, packages: readonly string[]): Completion[] | null {
  const typed = /(?:^|[^.\w])(?:from|import)\s*\(?\s*["']([^"'\n]*)$/.exec(text.slice(0, offset))?.[1];
  if (typed === undefined) return null;
  const end = offset + /^[^"'\n]*/.exec(text.slice(offset))![0].length;
  const replaces = { start: offset - typed.length, length: end - offset + typed.length };
  return [...cellModules, ...packages].map((name, i) => ({
    name,
    kind: "module",
    sortText: String(i).padStart(3, "0"),
    filterText: name,
    replaces,
  }));
}

/** Says whether an expression may stand here: then names may also be offered that are not imported yet. */
export const isExpressionPlace = ({ isMemberCompletion, entries }: ts.CompletionInfo): boolean =>
  !isMemberCompletion && entries.some(({ name, kind }) => name === "console" && kind === K.variableElement);

const isHidden = (entry: ts.CompletionEntry): boolean => entry.kind === K.warning || entry.name === "globalThis";

export function toCompletion(entry: ts.CompletionEntry, cell: VirtualCell): Completion[] {
  const replaces = entry.replacementSpan && spanIn(cell, entry.replacementSpan);
  if (isHidden(entry) || replaces === null) return [];
  return [
    {
      name: entry.name,
      kind: kinds.get(entry.kind) ?? "variable",
      sortText: entry.sortText,
      ...(entry.insertText !== undefined && { insertText: entry.insertText }),
      ...(entry.filterText !== undefined && { filterText: entry.filterText }),
      ...(replaces && { replaces }),
      ...(entry.kindModifiers?.includes("deprecated") && { deprecated: true }),
    },
  ];
}

const triggers = [".", '"', "'", "`", "/", "@", "<", "#", " "] as const;
export const triggerCharacter = (trigger: string | undefined): ts.CompletionsTriggerCharacter | undefined =>
  triggers.find((character) => character === trigger);

import { ts } from "./compiler";
import { isExpressionPlace, moduleCompletions, preferences, toCompletion } from "./complete";
import { diagnoseCell } from "./diagnose";
import type {
  CellDiagnostic,
  CellSpan,
  CellSync,
  CompletionDetails,
  HoverInfo,
  LanguageInput,
  LanguageOutput,
  SignatureInfo,
  Span,
} from "../protocol";
import { completeImports, importFixes, importOf } from "./quick-imports";
import { ServiceHost } from "./service-host";
import { documentationText, signatureText } from "./symbol-text";
import type { TypeBundle } from "../type-bundle";
import { CELL_GLOBALS_FILE, type VirtualCell, VirtualCells } from "./virtual-cells";

const formatOptions: ts.FormatCodeSettings = {
  ...ts.getDefaultFormatCodeSettings("\n"),
  indentSize: 2,
  tabSize: 2,
  semicolons: ts.SemicolonPreference.Ignore,
};

/** TypeScript over the cells of one notebook. Offsets in and out are those of a cell's own text. */
export class CellLanguageService {
  readonly #cells = new VirtualCells();
  readonly #host = new ServiceHost(this.#cells);
  readonly #service = ts.createLanguageService(this.#host);

  addTypes(bundle: TypeBundle): void {
    this.#host.addBundle(bundle);
  }

  sync(change: CellSync): void {
    this.#cells.sync(change);
  }

  /** The modules that these cells, or what they use, may come from. */
  importsOf(cellIds: readonly string[]): Set<string> {
    return new Set(cellIds.flatMap((id) => [...(this.#cells.byId(id)?.names.imports ?? [])]));
  }

  diagnostics(cellIds: readonly string[]): Record<string, CellDiagnostic[]> {
    const cells = cellIds.flatMap((id) => this.#cells.byId(id) ?? []);
    return Object.fromEntries(cells.map((cell) => [cell.cellId, diagnoseCell(this.#service, cell)]));
  }

  completions({ cellId, offset, trigger }: LanguageInput<"completions">): LanguageOutput<"completions"> {
    const cell = this.#at(cellId, offset);
    const modules = cell && moduleCompletions(cell.text, offset);
    if (modules) return { entries: modules, isMember: false };
    const found =
      cell &&
      this.#service.getCompletionsAtPosition(cell.fileName, offset, {
        ...preferences,
        triggerCharacter: triggerCharacter(trigger),
      });
    if (!cell || !found) return null;
    const entries = found.entries
      .flatMap(toCompletion)
      .filter(({ replaces }) => !replaces || replaces.start + replaces.length <= cell.text.length);
    return {
      entries: isExpressionPlace(found) ? [...entries, ...completeImports(this.#program(), cell, entries)] : entries,
      isMember: found.isMemberCompletion,
    };
  }

  completionDetails({ cellId, offset, name, source }: LanguageInput<"completionDetails">): CompletionDetails | null {
    const cell = this.#at(cellId, offset);
    if (!cell) return null;
    if (source !== undefined) return importOf(this.#program(), cell, name, source);
    const found = this.#service.getCompletionEntryDetails(
      cell.fileName,
      offset,
      name,
      formatOptions,
      undefined,
      preferences,
      undefined,
    );
    if (!found) return null;
    return {
      signature: signatureText(found.displayParts),
      documentation: documentationText(found.documentation, found.tags),
      edits: [],
    };
  }

  hover({ cellId, offset }: LanguageInput<"hover">): HoverInfo | null {
    const cell = this.#at(cellId, offset);
    const found = cell && this.#service.getQuickInfoAtPosition(cell.fileName, offset);
    if (!found || !isInside(found.textSpan, cell)) return null;
    return {
      ...spanOf(found.textSpan),
      signature: signatureText(found.displayParts),
      documentation: documentationText(found.documentation, found.tags),
    };
  }

  signatureHelp({ cellId, offset, trigger, retrigger }: LanguageInput<"signatureHelp">): SignatureInfo | null {
    const cell = this.#at(cellId, offset);
    const triggerReason = signatureTrigger(trigger, retrigger);
    const found = cell && this.#service.getSignatureHelpItems(cell.fileName, offset, { triggerReason });
    if (!found) return null;
    return {
      activeSignature: found.selectedItemIndex,
      activeParameter: found.argumentIndex,
      signatures: found.items.map(describeSignature),
    };
  }

  definitions({ cellId, offset }: LanguageInput<"definitions">): CellSpan[] {
    const cell = this.#at(cellId, offset);
    const found = (cell && this.#service.getDefinitionAtPosition(cell.fileName, offset)) ?? [];
    return found.flatMap(({ fileName, textSpan, name }) =>
      fileName === CELL_GLOBALS_FILE ? this.#declaration(name) : this.#span(fileName, textSpan),
    );
  }

  references(place: LanguageInput<"references">): CellSpan[] {
    const found = this.#eachMeaning(place, (fileName, offset) =>
      this.#service.getReferencesAtPosition(fileName, offset),
    );
    return distinct(found.flatMap(({ fileName, textSpan }) => this.#span(fileName, textSpan)));
  }

  highlights({ cellId, offset }: LanguageInput<"highlights">): LanguageOutput<"highlights"> {
    const cell = this.#at(cellId, offset);
    const found = (cell && this.#service.getDocumentHighlights(cell.fileName, offset, [cell.fileName])) ?? [];
    return found
      .flatMap(({ highlightSpans }) => highlightSpans)
      .filter(({ textSpan }) => cell && isInside(textSpan, cell))
      .map(({ textSpan, kind }) => ({ ...spanOf(textSpan), isWrite: kind === ts.HighlightSpanKind.writtenReference }));
  }

  renameTarget({ cellId, offset }: LanguageInput<"renameTarget">): LanguageOutput<"renameTarget"> {
    const cell = this.#at(cellId, offset);
    const found = cell && this.#service.getRenameInfo(cell.fileName, offset, { allowRenameOfImportPath: false });
    if (!found?.canRename) return { ok: false, reason: found?.localizedErrorMessage ?? "This cannot be renamed." };
    return { ok: true, ...spanOf(found.triggerSpan), name: found.displayName };
  }

  rename({ newName, ...place }: LanguageInput<"rename">): LanguageOutput<"rename"> {
    const found = this.#eachMeaning(place, (fileName, offset) =>
      this.#service.findRenameLocations(fileName, offset, false, false, {}),
    );
    const edits = found.flatMap(({ fileName, textSpan, prefixText = "", suffixText = "" }) =>
      this.#span(fileName, textSpan).map((span) => ({ ...span, text: `${prefixText}${newName}${suffixText}` })),
    );
    return distinct(edits);
  }

  format({ cellId, span }: LanguageInput<"format">): LanguageOutput<"format"> {
    const cell = this.#cells.byId(cellId);
    if (!cell) return [];
    const [start, end] = span ? [span.start, span.start + span.length] : [0, cell.text.length];
    const edits = this.#service.getFormattingEditsForRange(cell.fileName, start, end, formatOptions);
    return edits
      .filter((edit) => isInside(edit.span, cell))
      .map((edit) => ({ ...spanOf(edit.span), text: edit.newText }));
  }

  quickFixes({ cellId, span, codes }: LanguageInput<"quickFixes">): LanguageOutput<"quickFixes"> {
    const cell = this.#at(cellId, span.start);
    if (!cell) return [];
    const end = Math.min(span.start + span.length, cell.text.length);
    const found = this.#service.getCodeFixesAtPosition(
      cell.fileName,
      span.start,
      end,
      codes,
      formatOptions,
      preferences,
    );
    const own = found.flatMap(({ description, changes }) => {
      const edits = changes.flatMap(({ fileName, textChanges }) => (fileName === cell.fileName ? textChanges : []));
      const isOwn =
        edits.length > 0 &&
        changes.length === 1 &&
        edits.every((edit) => isInside(edit.span, cell) && !/"\.\/c\d+"/.test(edit.newText));
      return isOwn
        ? [{ title: description, edits: edits.map((edit) => ({ ...spanOf(edit.span), text: edit.newText })) }]
        : [];
    });
    return [...importFixes(this.#program(), cell, cell.text.slice(span.start, end)), ...own];
  }

  /**
   * Starts over after the checker ran out of stack: a long chain of cells, each inferred from the one before, is followed
   * to its end in one go. Asked about in their order, no cell is more than a step from what is known.
   */
  recover(): void {
    this.#service.cleanupSemanticCache();
    this.#host.startOver();
    const program = this.#program();
    const checker = program?.getTypeChecker();
    for (const { fileName } of this.#cells.inOrder()) {
      const file = program?.getSourceFile(fileName);
      const module = file && checker?.getSymbolAtLocation(file);
      for (const symbol of module ? (checker?.getExportsOfModule(module) ?? []) : [])
        if (file) checker?.getTypeOfSymbolAtLocation(symbol, file);
    }
  }

  #program(): ts.Program | undefined {
    return this.#service.getProgram();
  }

  /** The cell, if the offset lies in it. */
  #at(cellId: string, offset: number): VirtualCell | undefined {
    const cell = this.#cells.byId(cellId);
    return cell && offset <= cell.text.length ? cell : undefined;
  }

  #span(fileName: string, span: ts.TextSpan): CellSpan[] {
    const cell = this.#cells.byFile(fileName);
    return cell && isInside(span, cell) ? [{ cellId: cell.cellId, ...spanOf(span) }] : [];
  }

  #declaration(name: string): CellSpan[] {
    const owner = this.#cells.owner(name);
    const start = owner?.names.declared.get(name)?.start;
    return owner && start !== undefined ? [{ cellId: owner.cellId, start, length: name.length }] : [];
  }

  /** Asks at a place and, for a name of a cell, at its global twin too: where a cell's tail is swallowed, the uses hang on that one. */
  #eachMeaning<T>(
    { cellId, offset }: { cellId: string; offset: number },
    ask: (fileName: string, offset: number) => readonly T[] | undefined,
  ): T[] {
    const cell = this.#at(cellId, offset);
    if (!cell) return [];
    const found = [...(ask(cell.fileName, offset) ?? [])];
    const twin = this.#twin(cell, offset);
    return twin === null ? found : [...found, ...(ask(CELL_GLOBALS_FILE, twin) ?? [])];
  }

  #twin(cell: VirtualCell, offset: number): number | null {
    const [target] = this.#service.getDefinitionAtPosition(cell.fileName, offset) ?? [];
    const owner = target && this.#cells.byFile(target.fileName);
    const name = owner && target.name;
    if (!name || owner.names.declared.get(name)?.start !== target.textSpan.start) return null;
    const at = this.#cells.globals.indexOf(`declare let ${name}:`);
    return at < 0 ? null : at + "declare let ".length;
  }
}

const spanOf = ({ start, length }: ts.TextSpan): Span => ({ start, length });
const isInside = ({ start, length }: ts.TextSpan, { text }: VirtualCell): boolean => start + length <= text.length;

function distinct<T extends CellSpan>(spans: readonly T[]): T[] {
  return [...new Map(spans.map((span) => [`${span.start} ${span.length} ${span.cellId}`, span])).values()];
}

const completionTriggers = [".", '"', "'", "`", "/", "@", "<", "#", " "] as const;
const triggerCharacter = (trigger: string | undefined) => completionTriggers.find((character) => character === trigger);

const signatureTriggers = ["(", ",", "<"] as const;

function signatureTrigger(trigger: string | undefined, retrigger: boolean): ts.SignatureHelpTriggerReason {
  const character = signatureTriggers.find((known) => known === trigger);
  if (retrigger) return { kind: "retrigger" };
  return character ? { kind: "characterTyped", triggerCharacter: character } : { kind: "invoked" };
}

function describeSignature(item: ts.SignatureHelpItem): SignatureInfo["signatures"][number] {
  let label = ts.displayPartsToString(item.prefixDisplayParts);
  const separator = ts.displayPartsToString(item.separatorDisplayParts);
  const parameters = item.parameters.map((parameter, i) => {
    if (i > 0) label += separator;
    const start = label.length;
    label += ts.displayPartsToString(parameter.displayParts);
    return {
      label: [start, label.length] as [number, number],
      documentation: documentationText(parameter.documentation, []),
    };
  });
  label += ts.displayPartsToString(item.suffixDisplayParts);
  return {
    label,
    documentation: documentationText(
      item.documentation,
      item.tags.filter(({ name }) => name !== "param"),
    ),
    parameters,
  };
}

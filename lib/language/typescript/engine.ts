import type { LanguageEngine } from "../engine";
import type {
  CellSpan,
  CellSync,
  CompletionDetails,
  HoverInfo,
  LanguageInput,
  LanguageOutput,
  SignatureInfo,
} from "../protocol";
import type { PackageTypes, TypeBundle } from "../type-bundle";
import { cellNameAt, globalTwin } from "./cell-name-at";
import { isExpressionPlace, moduleCompletions, preferences, toCompletion, triggerCharacter } from "./complete";
import { ts } from "./compiler";
import { diagnoseCell } from "./diagnose";
import { quickFixes } from "./fixes";
import { cellSpans, distinct, type FilePlace, placeIn, spanIn } from "./places";
import { completeImports, importOf, ImportSources } from "./quick-imports";
import { renameEdits } from "./rename";
import { ServiceHost } from "./service-host";
import { describeSignature, signatureTrigger } from "./signature";
import { documentationText, signatureText } from "./symbol-text";
import { CELL_GLOBALS_FILE, VirtualCells } from "./virtual-cells";

type Place = { cellId: string; offset: number };

/** TypeScript over the cells of one notebook. */
export class TypeScriptEngine implements LanguageEngine {
  readonly #cells = new VirtualCells();
  readonly #host = new ServiceHost(this.#cells);
  readonly #service = ts.createLanguageService(this.#host);

  addTypes(bundle: TypeBundle): void {
    this.#host.addBundle(bundle);
  }

  setPackages(packages: ReadonlyMap<string, PackageTypes>): void {
    this.#host.setPackages(packages);
  }

  setSecrets(names: readonly string[]): void {
    this.#host.setSecrets(names);
  }

  sync(change: CellSync): void {
    this.#cells.sync(change);
  }

  diagnostics({ cellIds }: LanguageInput<"diagnostics">): LanguageOutput<"diagnostics"> {
    const knowledge = {
      service: this.#service,
      cells: this.#cells,
      hasPackage: (specifier: string) => this.#host.hasPackage(specifier),
    };
    const cells = cellIds.flatMap((id) => this.#cells.byId(id) ?? []);
    return Object.fromEntries(cells.map((cell) => [cell.cellId, diagnoseCell(knowledge, cell)]));
  }

  completions({ trigger, ...where }: LanguageInput<"completions">): LanguageOutput<"completions"> {
    const place = this.#at(where);
    if (!place) return null;
    const { cell, at } = place;
    const modules = moduleCompletions(cell.text, where.offset, this.#host.packageNames);
    if (modules) return { entries: modules, isMember: false };
    const options = { ...preferences, triggerCharacter: triggerCharacter(trigger) };
    const found = this.#service.getCompletionsAtPosition(cell.fileName, at, options);
    if (!found) return null;
    const entries = found.entries.flatMap((entry) => toCompletion(entry, cell));
    return {
      entries: isExpressionPlace(found) ? [...entries, ...completeImports(this.#sources(), cell, entries)] : entries,
      isMember: found.isMemberCompletion,
    };
  }

  completionDetails({ name, source, ...where }: LanguageInput<"completionDetails">): CompletionDetails | null {
    const place = this.#at(where);
    if (!place) return null;
    const { cell, at } = place;
    if (source !== undefined) return importOf(this.#sources(), cell, name, source);
    const found = this.#service.getCompletionEntryDetails(
      cell.fileName,
      at,
      name,
      undefined,
      undefined,
      preferences,
      undefined,
    );
    return (
      (found && {
        signature: signatureText(found.displayParts),
        documentation: documentationText(found.documentation, found.tags),
        edits: [],
      }) ??
      null
    );
  }

  hover(where: LanguageInput<"hover">): HoverInfo | null {
    const place = this.#at(where);
    const found = place && this.#service.getQuickInfoAtPosition(place.cell.fileName, place.at);
    const span = found && spanIn(place.cell, found.textSpan);
    if (!span) return null;
    return {
      ...span,
      signature: signatureText(found.displayParts),
      documentation: documentationText(found.documentation, found.tags),
    };
  }

  signatureHelp({ trigger, retrigger, ...where }: LanguageInput<"signatureHelp">): SignatureInfo | null {
    const place = this.#at(where);
    const triggerReason = signatureTrigger(trigger, retrigger);
    const found = place && this.#service.getSignatureHelpItems(place.cell.fileName, place.at, { triggerReason });
    if (!found) return null;
    return {
      activeSignature: found.selectedItemIndex,
      activeParameter: found.argumentIndex,
      signatures: found.items.map(describeSignature),
    };
  }

  definitions(where: LanguageInput<"definitions">): CellSpan[] {
    const place = this.#at(where);
    const found = (place && this.#service.getDefinitionAtPosition(place.cell.fileName, place.at)) ?? [];
    return found.flatMap(({ fileName, textSpan, name }) =>
      fileName === CELL_GLOBALS_FILE ? this.#declaration(name) : cellSpans(this.#cells, fileName, textSpan),
    );
  }

  references(where: LanguageInput<"references">): CellSpan[] {
    const place = this.#at(where);
    if (!place) return [];
    // Where a cell's tail is swallowed, its uses of others' names hang on their global twins.
    const twin = this.#twin(place);
    const found = [
      ...(this.#service.getReferencesAtPosition(place.cell.fileName, place.at) ?? []),
      ...((twin !== null && this.#service.getReferencesAtPosition(CELL_GLOBALS_FILE, twin)) || []),
    ];
    return distinct(found.flatMap(({ fileName, textSpan }) => cellSpans(this.#cells, fileName, textSpan)));
  }

  highlights(where: LanguageInput<"highlights">): LanguageOutput<"highlights"> {
    const place = this.#at(where);
    if (!place) return [];
    const { cell, at } = place;
    const found = this.#service.getDocumentHighlights(cell.fileName, at, [cell.fileName]) ?? [];
    return found
      .flatMap(({ highlightSpans }) => highlightSpans)
      .flatMap(({ textSpan, kind }) => {
        const span = spanIn(cell, textSpan);
        return span ? [{ ...span, isWrite: kind === ts.HighlightSpanKind.writtenReference }] : [];
      });
  }

  renameTarget(where: LanguageInput<"renameTarget">): LanguageOutput<"renameTarget"> {
    const place = this.#at(where);
    const options = { allowRenameOfImportPath: false };
    const found = place && this.#service.getRenameInfo(place.cell.fileName, place.at, options);
    const span = place && found?.canRename ? spanIn(place.cell, found.triggerSpan) : null;
    if (span && found?.canRename) return { ok: true, ...span, name: found.displayName };
    const reason = found && !found.canRename ? found.localizedErrorMessage : undefined;
    return { ok: false, reason: reason ?? "This cannot be renamed." };
  }

  rename({ newName, ...where }: LanguageInput<"rename">): LanguageOutput<"rename"> {
    const place = this.#at(where);
    if (!place) return { ok: false, reason: "This cannot be renamed." };
    return renameEdits({ service: this.#service, cells: this.#cells }, place, newName);
  }

  quickFixes({ cellId, span, codes }: LanguageInput<"quickFixes">): LanguageOutput<"quickFixes"> {
    const place = this.#at({ cellId, offset: span.start });
    if (!place) return [];
    return quickFixes({ service: this.#service, cells: this.#cells, sources: this.#sources() }, place, { span, codes });
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
  #at(where: Place): FilePlace | null {
    return placeIn(this.#cells, where);
  }

  #sources(): ImportSources {
    return new ImportSources(this.#program(), (specifier) => this.#host.fileOf(specifier), this.#host.packageNames);
  }

  #declaration(name: string): CellSpan[] {
    const owner = this.#cells.owner(name);
    const start = owner?.names.declared.get(name)?.start;
    return owner && start !== undefined ? [{ cellId: owner.cellId, start, length: name.length }] : [];
  }

  #twin(place: FilePlace): number | null {
    const program = this.#program();
    const owned = program && cellNameAt(program, this.#cells, place);
    return owned && this.#cells.owner(owned.name) === owned.owner ? globalTwin(this.#cells, owned.name) : null;
  }
}

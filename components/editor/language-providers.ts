import type { editor, IPosition, languages } from "monaco-editor";
import type { CellSpan, Completion } from "@/lib/language/protocol";
import { type CellOwner, ownerOf, rangeOf, spanOf } from "./cell-owners";
import { sqlCompletionProvider } from "./sql-completions";
import type { Monaco } from "./monaco-type";

/** A question at a place in a cell: the notebook it belongs to, and the place as the language service takes it. */
function placeOf(
  model: editor.ITextModel,
  position: IPosition,
): (CellOwner & { place: { cellId: string; offset: number } }) | null {
  const owner = ownerOf(model.uri);
  return owner ? { ...owner, place: { cellId: owner.cellId, offset: model.getOffsetAt(position) } } : null;
}

const code = (text: string) => ({ value: `\`\`\`typescript\n${text}\n\`\`\`` });

function completionProvider({
  languages: { CompletionItemKind: K, CompletionItemTag },
}: Monaco): languages.CompletionItemProvider {
  const kinds: Record<Completion["kind"], languages.CompletionItemKind> = {
    variable: K.Variable,
    constant: K.Constant,
    function: K.Function,
    method: K.Method,
    property: K.Property,
    class: K.Class,
    interface: K.Interface,
    type: K.TypeParameter,
    enum: K.Enum,
    enumMember: K.EnumMember,
    module: K.Module,
    keyword: K.Keyword,
    value: K.Value,
  };
  const asked = new WeakMap<
    languages.CompletionItem,
    { model: editor.ITextModel; owner: CellOwner; offset: number; entry: Completion }
  >();
  return {
    triggerCharacters: [".", '"', "'", "`", "/", "@"],
    async provideCompletionItems(model, position, context) {
      const at = placeOf(model, position);
      const found = at && (await at.session.ask("completions", { ...at.place, trigger: context.triggerCharacter }));
      if (!found || model.isDisposed()) return null;
      const word = model.getWordUntilPosition(position);
      const range = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: word.startColumn,
        endColumn: position.column,
      };
      const suggestions = found.entries.map((entry) => {
        const item: languages.CompletionItem = {
          label: entry.source === undefined ? entry.name : { label: entry.name, description: entry.source },
          kind: kinds[entry.kind],
          insertText: entry.insertText ?? entry.name,
          filterText: entry.filterText,
          sortText: entry.sortText,
          range: entry.replaces ? rangeOf(model, entry.replaces) : range,
          tags: entry.deprecated ? [CompletionItemTag.Deprecated] : undefined,
        };
        asked.set(item, { model, owner: at, offset: at.place.offset, entry });
        return item;
      });
      return { suggestions };
    },
    async resolveCompletionItem(item) {
      const known = asked.get(item);
      if (!known) return item;
      const { owner, offset, entry, model } = known;
      const details = await owner.session.ask("completionDetails", {
        cellId: owner.cellId,
        offset,
        name: entry.name,
        source: entry.source,
      });
      if (!details || model.isDisposed()) return item;
      const additionalTextEdits = details.edits.map((edit) => ({ range: rangeOf(model, edit), text: edit.text }));
      return {
        ...item,
        detail: details.signature,
        documentation: { value: details.documentation },
        additionalTextEdits,
      };
    },
  };
}

const hoverProvider: languages.HoverProvider = {
  async provideHover(model, position) {
    const at = placeOf(model, position);
    const found = at && (await at.session.ask("hover", at.place));
    if (!found || model.isDisposed()) return null;
    return { range: rangeOf(model, found), contents: [code(found.signature), { value: found.documentation }] };
  },
};

const signatureProvider: languages.SignatureHelpProvider = {
  signatureHelpTriggerCharacters: ["(", ",", "<"],
  signatureHelpRetriggerCharacters: [")"],
  async provideSignatureHelp(model, position, _token, { triggerCharacter, isRetrigger }) {
    const at = placeOf(model, position);
    const found =
      at && (await at.session.ask("signatureHelp", { ...at.place, trigger: triggerCharacter, retrigger: isRetrigger }));
    if (!found) return null;
    const signatures = found.signatures.map(({ label, documentation, parameters }) => ({
      label,
      documentation: { value: documentation },
      parameters: parameters.map((parameter) => ({
        label: parameter.label,
        documentation: { value: parameter.documentation },
      })),
    }));
    return { value: { ...found, signatures }, dispose: () => undefined };
  },
};

/** Places in other cells, whose models are made for as long as they are looked at. */
function locations({ session }: CellOwner, spans: readonly CellSpan[] | null): languages.Location[] {
  return (spans ?? []).flatMap((span) => {
    const model = session.modelOf(span.cellId);
    return model ? [{ uri: model.uri, range: rangeOf(model, span) }] : [];
  });
}

const definitionProvider: languages.DefinitionProvider = {
  async provideDefinition(model, position) {
    const at = placeOf(model, position);
    return at && locations(at, await at.session.ask("definitions", at.place));
  },
};

const referenceProvider: languages.ReferenceProvider = {
  async provideReferences(model, position) {
    const at = placeOf(model, position);
    return at && locations(at, await at.session.ask("references", at.place));
  },
};

const highlightProvider = ({ languages: { DocumentHighlightKind } }: Monaco): languages.DocumentHighlightProvider => ({
  async provideDocumentHighlights(model, position) {
    const at = placeOf(model, position);
    const found = at && (await at.session.ask("highlights", at.place));
    if (!found || model.isDisposed()) return null;
    return found.map((span) => ({
      range: rangeOf(model, span),
      kind: span.isWrite ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
  },
});

const renameProvider: languages.RenameProvider = {
  async resolveRenameLocation(model, position) {
    const at = placeOf(model, position);
    const found = at && !at.session.readOnly ? await at.session.ask("renameTarget", at.place) : null;
    if (!found?.ok)
      return {
        range: rangeOf(model, { start: 0, length: 0 }),
        text: "",
        rejectReason: found?.reason ?? "This cannot be renamed.",
      };
    return { range: rangeOf(model, found), text: found.name };
  },
  /** The shared texts are edited, not the models: most cells have none. Monaco has nothing left to do. */
  async provideRenameEdits(model, position, newName) {
    const at = placeOf(model, position);
    const renamed = at && (await at.session.ask("rename", { ...at.place, newName }));
    if (!at || !renamed) return { edits: [], rejectReason: "This cannot be renamed." };
    if (!renamed.ok) return { edits: [], rejectReason: renamed.reason };
    at.session.applyEdits(renamed.edits);
    return { edits: [] };
  },
};

const quickFixProvider: languages.CodeActionProvider = {
  async provideCodeActions(model, _range, { markers }) {
    const owner = ownerOf(model.uri);
    const codes = markers.flatMap((marker) => (typeof marker.code === "string" ? [marker.code] : []));
    const first = markers[0];
    if (!owner || !first || codes.length === 0) return null;
    const fixes = await owner.session.ask("quickFixes", { cellId: owner.cellId, span: spanOf(model, first), codes });
    const actions = (fixes ?? []).map(({ title, edits }) => ({
      title,
      kind: "quickfix",
      diagnostics: [first],
      edit: {
        edits: edits.map((edit) => ({
          resource: model.uri,
          versionId: undefined,
          textEdit: { range: rangeOf(model, edit), text: edit.text },
        })),
      },
    }));
    return { actions, dispose: () => undefined };
  },
};

/** Once a page: Monaco's providers are global. */
export function registerLanguageProviders(monaco: Monaco): void {
  const { languages, editor } = monaco;
  // SQL cells have TypeScript in them, and names of tables that it knows.
  const language = ["typescript", "sql"];
  const completions = completionProvider(monaco);
  languages.registerCompletionItemProvider("typescript", completions);
  languages.registerCompletionItemProvider("sql", sqlCompletionProvider(monaco, completions));
  languages.registerHoverProvider(language, hoverProvider);
  languages.registerSignatureHelpProvider(language, signatureProvider);
  languages.registerDefinitionProvider(language, definitionProvider);
  languages.registerReferenceProvider(language, referenceProvider);
  languages.registerDocumentHighlightProvider(language, highlightProvider(monaco));
  languages.registerRenameProvider(language, renameProvider);
  languages.registerCodeActionProvider(language, quickFixProvider, { providedCodeActionKinds: ["quickfix"] });
  editor.registerEditorOpener({
    openCodeEditor(_source, resource, place) {
      const owner = ownerOf(resource);
      const model = owner?.session.modelOf(owner.cellId);
      if (!owner || !model) return false;
      const range = place && "startLineNumber" in place ? place : null;
      owner.session.reveal(
        owner.cellId,
        range ? spanOf(model, range) : { start: place && "column" in place ? model.getOffsetAt(place) : 0, length: 0 },
      );
      return true;
    },
  });
}

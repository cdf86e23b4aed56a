import type { languages } from "monaco-editor";
import { completeSql, type SqlCompletion, wantsTable } from "@/lib/language/sql-complete";
import { isScript } from "@/lib/language/sql-script";
import { ownerOf } from "./cell-owners";
import type { Monaco } from "./monaco-type";

/** In a parameter what TypeScript offers, elsewhere tables, their columns and words of SQL. */
export function sqlCompletionProvider(
  { languages: { CompletionItemKind: K } }: Monaco,
  script: languages.CompletionItemProvider,
): languages.CompletionItemProvider {
  const kinds = { table: K.Struct, column: K.Field, keyword: K.Keyword };
  // Columns first, and words of the language last.
  const order: Record<SqlCompletion["kind"], string> = { column: "0", table: "1", keyword: "2" };
  return {
    triggerCharacters: [".", " ", "{"],
    async provideCompletionItems(model, position, context, token) {
      const owner = ownerOf(model.uri);
      const text = model.getValue();
      const offset = model.getOffsetAt(position);
      if (!owner || /\$$/.test(text.slice(0, offset))) return null;
      // A parameter that is being written is not closed yet.
      const inParameter = isScript(text, offset) || isScript(`${text.slice(0, offset)}x}${text.slice(offset)}`, offset);
      if (inParameter) return script.provideCompletionItems(model, position, context, token);
      // A blank asks for tables only, and at once where none may stand: a pending answer would swallow the next word's.
      if (context.triggerCharacter === " " && !wantsTable(text, offset)) return null;
      const tables = await owner.session.sqlTables(text);
      if (model.isDisposed()) return null;
      const word = model.getWordUntilPosition(position);
      const range = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: word.startColumn,
        endColumn: position.column,
      };
      return {
        suggestions: completeSql(text, offset, tables).map(({ label, insertText, kind, detail }) => ({
          label: { label, description: detail },
          insertText,
          kind: kinds[kind],
          sortText: `${order[kind]}${label}`,
          range,
        })),
      };
    },
    resolveCompletionItem: (item, token) => script.resolveCompletionItem?.(item, token) ?? item,
  };
}

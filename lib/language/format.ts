import { diffWordsWithSpace } from "diff";
import { z } from "zod";
import type { Span } from "./protocol";

/** What the formatter's worker is sent, and what it answers. */
export const formatRequestSchema = z.object({
  id: z.number().int(),
  cells: z.array(z.object({ id: z.string(), type: z.enum(["ts", "md", "sql"]), text: z.string() })),
});
export type FormatRequest = z.infer<typeof formatRequestSchema>;

export const formatReplySchema = z.object({
  id: z.number().int(),
  /** In the order asked: the new text, or why there is none. */
  cells: z.array(
    z.discriminatedUnion("ok", [
      z.object({ id: z.string(), ok: z.literal(true), text: z.string() }),
      z.object({ id: z.string(), ok: z.literal(false), reason: z.string() }),
    ]),
  ),
});
export type FormatReply = z.infer<typeof formatReplySchema>;

const WIDTH = 100;
/** Makes an expression of what the grammar would take for a block. */
const AS_EXPRESSION = "_ = ";

/** The cell's text as the formatter would have written it. Throws where the text is broken. */
export async function formatCell(type: FormatRequest["cells"][number]["type"], text: string): Promise<string> {
  if (text.trim() === "") return "";
  if (type === "sql") return formatSql(text);
  if (type === "md") return formatMarkdown(text);
  return formatTypeScript(text);
}

async function formatTypeScript(text: string): Promise<string> {
  const [{ format }, { default: typescript }, { default: estree }] = await Promise.all([
    import("prettier/standalone"),
    import("prettier/plugins/typescript"),
    import("prettier/plugins/estree"),
  ]);
  const write = (source: string) =>
    format(source, { parser: "typescript", plugins: [typescript, estree], printWidth: WIDTH });
  // `{ a: 1 }` is an object to the kernel (lib/graph/parse-cell.ts), and must stay one.
  if (/^\s*\{/.test(text) && !/;\s*$/.test(text)) {
    const written = await write(`${AS_EXPRESSION}${text}`).catch(() => null);
    if (written?.startsWith(AS_EXPRESSION)) return written.slice(AS_EXPRESSION.length).trimEnd().replace(/;$/, "");
  }
  return (await write(text)).trimEnd();
}

async function formatMarkdown(text: string): Promise<string> {
  const [{ format }, { default: markdown }] = await Promise.all([
    import("prettier/standalone"),
    import("prettier/plugins/markdown"),
  ]);
  return (await format(text, { parser: "markdown", plugins: [markdown], proseWrap: "preserve" })).trimEnd();
}

async function formatSql(text: string): Promise<string> {
  const { formatDialect, duckdb } = await import("sql-formatter");
  return formatDialect(text, {
    dialect: duckdb,
    tabWidth: 2,
    keywordCase: "preserve",
    // Parameters of a cell: names of other cells.
    paramTypes: { custom: [{ regex: String.raw`\$\{[^}]*\}` }] },
  });
}

/** Edits that turn one text into the other and leave alone what both have: carets and comments stay where they are. */
export function formatEdits(before: string, after: string): (Span & { text: string })[] {
  const edits: (Span & { text: string })[] = [];
  let at = 0;
  let joined: (Span & { text: string }) | null = null;
  for (const { value, added, removed } of diffWordsWithSpace(before, after)) {
    if (!added && !removed) {
      at += value.length;
      joined = null;
      continue;
    }
    if (!joined) edits.push((joined = { start: at, length: 0, text: "" }));
    if (added) joined.text += value;
    else joined.length += value.length;
    if (removed) at += value.length;
  }
  return edits;
}

import { type MimeBundle, type OutputChunk, plainOf } from "@/lib/protocol/output";
import { TABLE_MIME, tableSchema } from "@/lib/kernel/display/table-shape";
import { chunkText } from "./output-text";
import { toBase64Text } from "./base64-text";

const MAX_ROWS = 20;

/** A table as Markdown has it, which is less than ours: the first rows, text only. */
function tableMarkdown(value: unknown): string | null {
  const table = tableSchema.safeParse(value);
  if (!table.success) return null;
  const cell = (text: string | number | boolean | null) =>
    String(text ?? "")
      .replace(/\s+/g, " ")
      .replaceAll("|", "\\|");
  const row = (cells: readonly (string | number | boolean | null)[]) => `| ${cells.map(cell).join(" | ")} |`;
  const { columns, rows, total } = table.data;
  const shown = rows.slice(0, MAX_ROWS).map(row);
  const marks = columns.map(({ type }) => (type === "number" ? "--:" : "---"));
  const more = total > MAX_ROWS ? ["", `… ${total - MAX_ROWS} more rows`] : [];
  return [row(columns.map(({ name }) => name)), `| ${marks.join(" | ")} |`, ...shown, ...more].join("\n");
}

function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`{3,}/g), ([run]) => run.length));
  const mark = "`".repeat(longest + 1);
  return `${mark}text\n${text.replace(/\n$/, "")}\n${mark}`;
}

function bundleMarkdown(bundle: MimeBundle): string {
  for (const mime of ["image/png", "image/jpeg", "image/gif", "image/webp"]) {
    const data = bundle[mime];
    if (typeof data === "string") return `![output](data:${mime};base64,${data.replace(/\s/g, "")})`;
  }
  const [svg, markdown, latex] = [bundle["image/svg+xml"], bundle["text/markdown"], bundle["text/latex"]];
  if (typeof svg === "string") return `![output](data:image/svg+xml;base64,${toBase64Text(svg)})`;
  if (typeof markdown === "string") return markdown;
  if (typeof latex === "string") return latex;
  const text = plainOf(bundle);
  return tableMarkdown(bundle[TABLE_MIME]) ?? (text === "" ? "" : fenced(text));
}

/** What a cell showed, as far as Markdown can show it. Lines of text that follow each other share a block. */
export function outputsMarkdown(chunks: readonly OutputChunk[]): string {
  const blocks: string[] = [];
  let text = "";
  const endText = () => {
    if (text !== "") blocks.push(fenced(text));
    text = "";
  };
  for (const chunk of chunks) {
    if (chunk.kind !== "result" && chunk.kind !== "display") {
      text += chunkText(chunk);
      continue;
    }
    endText();
    blocks.push(bundleMarkdown(chunk.bundle));
  }
  endText();
  return blocks.filter((block) => block !== "").join("\n\n");
}

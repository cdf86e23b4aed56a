import { CURVE_MIME, curveSchema } from "@/lib/kernel/display/curve";
import { TABLE_MIME, type Table, tableSchema } from "@/lib/kernel/display/table-shape";
import { TENSOR_MIME } from "@/lib/kernel/display/tensor";
import { counted, datum } from "@/lib/format/number";
import { type MimeBundle, type OutputChunk, plainOf } from "@/lib/protocol/output";
import { chunkText } from "../output-text";
import { curveHtml } from "./curve-html";
import { escapeHtml } from "./escape";
import { markdownHtml } from "./markdown-html";
import { cleanMarkup } from "./markup";

const pre = (text: string, kind = "text"): string =>
  text === "" ? "" : `<pre class="${kind}">${escapeHtml(text.replace(/\n$/, ""))}</pre>`;

function tableHtml({ columns, rows, total }: Table): string {
  const number = (column: number) => (columns[column]?.type === "number" ? ' class="number"' : "");
  const head = columns.map(({ name }, index) => `<th scope="col"${number(index)}>${escapeHtml(name)}</th>`).join("");
  const body = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const text = cell === null ? "–" : typeof cell === "number" ? datum(cell) : String(cell);
      return `<td${number(index)}>${escapeHtml(text)}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const more = total > rows.length ? `<p class="more">The first ${rows.length} of ${counted(total, "row")}.</p>` : "";
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>${more}`;
}

const shadowStyle =
  "<style>:host{display:block;contain:content;overflow-x:auto}figure,figure>div{margin:0}svg,img{max-width:100%;height:auto}figure h2{font-size:16px;margin:0 0 4px}figure h3{font-size:13px;font-weight:400;margin:0 0 8px}</style>";

/** Markup of a cell in a shadow tree that is written in the markup: its styles stay within it. */
const framed = (markup: string): string =>
  `<div class="markup"><template shadowrootmode="open">${shadowStyle}${cleanMarkup(markup)}</template></div>`;

const media = /^(image|audio|video)\/[\w.+-]+$/;

function mediaHtml(bundle: MimeBundle): string | null {
  for (const [mime, value] of Object.entries(bundle)) {
    const kind = media.exec(mime)?.[1];
    if (!kind || mime === "image/svg+xml" || typeof value !== "string") continue;
    const data = escapeHtml(`data:${mime};base64,${value.replace(/\s/g, "")}`);
    if (kind === "image") return `<img alt="${escapeHtml(plainOf(bundle) || "Picture")}" src="${data}">`;
    return `<${kind} controls src="${data}"></${kind}>`;
  }
  return null;
}

/** The richest form that a page without scripts can show. */
function bundleHtml(bundle: MimeBundle): string {
  const curve = curveSchema.safeParse(bundle[CURVE_MIME]);
  if (curve.success) return curveHtml(curve.data);
  const table = tableSchema.safeParse(bundle[TABLE_MIME]);
  if (table.success) return tableHtml(table.data);
  const picture = mediaHtml(bundle) ?? mediaHtml(tensorPicture(bundle));
  if (picture) return picture;
  const [svg, html, markdown, latex] = ["image/svg+xml", "text/html", "text/markdown", "text/latex"].map(
    (mime) => bundle[mime],
  );
  if (typeof svg === "string") return framed(svg);
  if (typeof html === "string") return framed(html);
  if (typeof markdown === "string") return `<div class="prose">${markdownHtml(markdown)}</div>`;
  if (typeof latex === "string") return `<div class="prose">${markdownHtml(latexBlock(latex))}</div>`;
  return pre(plainOf(bundle));
}

const latexBlock = (latex: string): string => `$$\n${latex.replace(/^\s*\${1,2}|\${1,2}\s*$/g, "")}\n$$`;

/** A tensor that is a picture brings it along as PNG. */
function tensorPicture(bundle: MimeBundle): MimeBundle {
  const tensor = bundle[TENSOR_MIME];
  const image = typeof tensor === "object" && tensor !== null && !Array.isArray(tensor) ? tensor.image : undefined;
  return typeof image === "string" ? { "image/png": image, "text/plain": plainOf(bundle) } : {};
}

function errorHtml({ error }: Extract<OutputChunk, { kind: "error" }>): string {
  const where = error.line === undefined ? "" : ` <span class="where">line ${error.line}</span>`;
  const stack =
    error.stack.length > 0 ? `<details><summary>Stack</summary>${pre(error.stack.join("\n"))}</details>` : "";
  return `<div class="error"><p><b>${escapeHtml(error.name)}</b>: ${escapeHtml(error.message)}${where}</p>${stack}</div>`;
}

export function outputHtml(chunk: OutputChunk): string {
  switch (chunk.kind) {
    case "result":
    case "display":
      return bundleHtml(chunk.bundle);
    case "error":
      return errorHtml(chunk);
    case "console":
      return pre(chunkText(chunk), `text ${chunk.level}`);
    // A finished bar says nothing any more.
    case "progress":
      return chunk.total !== undefined && chunk.value >= chunk.total ? "" : pre(chunkText(chunk));
    default:
      return pre(chunkText(chunk));
  }
}

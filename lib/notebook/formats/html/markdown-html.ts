import type { Root, RootContent } from "hast";
import rehypeKatex from "rehype-katex";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { toHtml } from "hast-util-to-html";
import { unified } from "unified";

// MathML alone: browsers set it without a font or a style sheet of ours. HTML within Markdown is left out, as on the page.
const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkRehype)
  .use(rehypeKatex, { output: "mathml" });

const leads = /^(https?:|mailto:|#)/i;

/** Links lead to pages, pictures lie in the text: nothing else is followed or loaded. */
function keepSafe(node: Root | RootContent): void {
  if (node.type === "element") {
    const { href, src } = node.properties;
    if (href !== undefined && !leads.test(String(href))) delete node.properties.href;
    if (src !== undefined && !/^data:image\//i.test(String(src))) delete node.properties.src;
  }
  if ("children" in node) node.children.forEach(keepSafe);
}

export function markdownHtml(text: string): string {
  const tree = processor.runSync(processor.parse(text));
  keepSafe(tree);
  return toHtml(tree);
}

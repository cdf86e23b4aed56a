import type { Element, ElementContent, Root, RootContent } from "hast";
import { fromHtml } from "hast-util-from-html";
import { toHtml } from "hast-util-to-html";

/** What runs, loads, leads away or speaks to the reader in the name of the file. The file's own policy forbids it again. */
const dropped = new Set([
  "script",
  "iframe",
  "frame",
  "object",
  "embed",
  "applet",
  "meta",
  "link",
  "base",
  "form",
  "input",
  "button",
  "select",
  "textarea",
  "dialog",
  "template",
  "noscript",
  "foreignObject",
]);

const harmless = /^(#|data:(image|audio|video)\/[\w.+-]+[;,])/i;

function cleanElement(element: Element): Element {
  const properties = Object.fromEntries(
    Object.entries(element.properties).filter(([name, value]) => {
      if (/^on|^(action|formAction|srcDoc|srcSet|ping|background|autoFocus)$/i.test(name)) return false;
      return !/^(href|xLinkHref|src|poster)$/i.test(name) || harmless.test(String(value));
    }),
  );
  return { ...element, properties, children: clean(element.children) as ElementContent[] };
}

const clean = (nodes: readonly RootContent[]): RootContent[] =>
  nodes.flatMap((node): RootContent[] => {
    if (node.type !== "element") return node.type === "text" ? [node] : [];
    return dropped.has(node.tagName) ? [] : [cleanElement(node)];
  });

/** Any markup of a cell as a balanced piece of a page, of which only what can be looked at is left. */
export function cleanMarkup(html: string): string {
  const root: Root = fromHtml(html, { fragment: true });
  return toHtml({ ...root, children: clean(root.children) });
}

import { fromHtml } from "hast-util-from-html";
import type { Element, RootContent } from "hast";
import { describe, expect, it } from "vitest";
import type { MimeBundle, OutputChunk } from "@/lib/protocol/output";
import type { NotebookFile } from "../../notebook-file";
import { writeHtml } from "./write-html";

const one = (bundle: MimeBundle): OutputChunk => ({ kind: "display", id: "d", bundle });
const notebook: NotebookFile = {
  title: "A & B",
  meta: {},
  cells: [
    {
      id: "text",
      type: "md",
      source: "# Sums\n\n$x^2$ <script>alert(1)</script> [here](javascript:alert) ![far](https://evil.example/a.png)",
      settings: {},
    },
    { id: "code", type: "ts", source: 'const a = "<b>"; // why', settings: {} },
  ],
};
const page = (...chunks: OutputChunk[]) =>
  writeHtml(notebook, new Map([["code", { number: 1, chunks, caption: "Ana · 2 s" }]]));

function elements(html: string): Element[] {
  const found: Element[] = [];
  const walk = (nodes: readonly RootContent[]): void => {
    for (const node of nodes) {
      if (node.type !== "element") continue;
      found.push(node);
      walk(node.children);
      if (node.content) walk(node.content.children);
    }
  };
  walk(fromHtml(html).children);
  return found;
}

describe("a notebook as one page", () => {
  it("keeps folded code folded, and leaves hidden outputs out", () => {
    const folded = (settings: NotebookFile["cells"][number]["settings"]) =>
      writeHtml(
        { ...notebook, cells: [{ id: "code", type: "ts", source: "\nconst a = 1;\na", settings }] },
        new Map([["code", { number: 1, chunks: [one({ "text/plain": "shown" })] }]]),
      );
    expect(folded({ hideCode: true })).toContain("<details><summary><code>const a = 1;</code></summary><pre");
    expect(folded({ hideCode: true })).toContain("shown");
    expect(folded({ hideOutput: true })).not.toContain("shown");
    expect(folded({})).not.toContain("<details>");
  });

  it("has text, colours, formulas and the title, and no script", () => {
    const html = page({ kind: "console", level: "warn", bundles: [{ "text/plain": "a < b" }] });
    expect(html).toContain("<title>A &amp; B</title>");
    expect(html).toContain('<span class="hljs-string">"&#x3C;b>"</span>');
    expect(html).toContain("<math");
    expect(html).toContain('<pre class="text warn">a &lt; b</pre>');
    expect(html).toContain("Ana · 2 s");
    expect(html).toContain("prefers-color-scheme:dark");
    expect(elements(html).map(({ tagName }) => tagName)).not.toContain("script");
  });

  it("loads nothing: pictures, sound and curves lie in it", () => {
    const html = page(
      one({ "image/png": "iVBO\n", "text/plain": "a picture" }),
      one({ "audio/wav": "UklG" }),
      one({
        "application/vnd.quire.curve+json": {
          run: { id: "r", name: "r", number: 1 },
          series: [
            {
              key: "loss",
              points: [
                [0, 1],
                [1, null],
                [2, 0.5],
              ],
            },
            { key: "val_loss", points: [[0, 2]] },
          ],
          running: false,
        },
      }),
    );
    expect(html).toContain('<img alt="a picture" src="data:image/png;base64,iVBO">');
    expect(html).toContain('<audio controls src="data:audio/wav;base64,UklG">');
    expect(html.match(/<polyline/g)).toHaveLength(2);
    const addresses = elements(html).flatMap(({ properties }) =>
      [properties.src, properties.href].filter((at) => at !== undefined),
    );
    for (const address of addresses) expect(String(address)).toMatch(/^(data:|#)/);
  });

  it("takes what runs, loads or leads away out of a cell's markup, and cannot be broken out of", () => {
    const evil =
      '</template></div><script>alert(1)</script><img src=x onerror=alert(1)><iframe src="https://evil.example"></iframe><meta http-equiv=refresh content="0"><a href="https://evil.example">go</a><svg><script>1</script><a xlink:href="javascript:1"><rect onclick="1"/></a><foreignObject><form></form></foreignObject></svg><style>p{color:red}</style><p>kept';
    const html = page(
      one({ "text/html": evil }),
      one({ "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg">${evil}</svg>` }),
    );
    const found = elements(html);
    for (const tag of ["script", "iframe", "foreignObject", "form"])
      expect(found.map(({ tagName }) => tagName)).not.toContain(tag);
    expect(found.filter(({ tagName }) => tagName === "meta")).toHaveLength(4);
    for (const { properties } of found) {
      expect(Object.keys(properties).filter((name) => /^on/i.test(name))).toEqual([]);
      expect([properties.href, properties.xLinkHref, properties.src].filter((at) => at !== undefined)).toEqual([]);
    }
    expect(html).toContain("<p>kept</p>");
    expect(found.filter(({ tagName }) => tagName === "main")).toHaveLength(1);
  });

  it("shows tables whole and errors with their line", () => {
    const html = page(
      one({
        "application/vnd.quire.table+json": { columns: [{ name: "n", type: "number" }], rows: [[1], [null]], total: 9 },
      }),
      { kind: "error", error: { name: "TypeError", message: "<no>", line: 3, stack: ["at 3"] } },
    );
    expect(html).toContain('<td class="number">–</td>');
    expect(html).toContain("The first 2 of 9 rows.");
    expect(html).toContain('<b>TypeError</b>: &lt;no&gt; <span class="where">line 3</span>');
  });
});

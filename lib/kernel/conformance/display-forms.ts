import type { ConformanceCase } from "./case";

const one = (name: string, source: string, ...expect: string[]): ConformanceCase => ({
  name,
  cells: [{ source: `import { display } from "quire";\n${source}`, expect }],
});

/** `display` in the forms it can be told, and what it says to what it cannot show. */
export const displayFormCases: ConformanceCase[] = [
  one(
    "text in a form by name",
    "display.html('<b>x</b>'); display.svg('<svg/>'); display.markdown('# x'); display.latex('x^2'); display.mermaid('graph LR; a-->b');",
    "display text/html <b>x</b>",
    "display image/svg+xml <svg/>",
    "display text/markdown # x",
    "display text/latex x^2",
    "display text/vnd.mermaid graph LR; a-->b",
    "succeeded",
  ),
  one(
    "a chart of Vega-Lite, by its function and by its schema",
    "const spec = { title: 'Bars', mark: 'bar', data: { values: [{ a: 1 }] }, encoding: { x: { field: 'a' } } };\ndisplay.vega(spec);\n({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', ...spec })",
    "display application/vnd.vegalite.v6 Bars",
    "= application/vnd.vegalite.v6 Bars",
    "succeeded",
  ),
  one(
    "tables of all that has rows and columns",
    "display.table([[1, 2], [3, 4]]); display.table({ x: [1, 2], y: new Float32Array([3, 4]) }); display.table(new Map([['k', 1]])); display.table([5, 6]); display.table(new Set([{ a: 1 }]));",
    "display table 0  1\n1  2\n3  4",
    "display table x  y\n1  3\n2  4",
    "display table key  value\nk    1",
    "display table value\n5\n6",
    "display table a\n1",
    "succeeded",
  ),
  one("a tree where a table would be", "display.tree([{ a: 1 }]);", "display [ { a: 1 } ]", "succeeded"),
  one(
    "a handle shows further values in its form, and goes",
    "const formula = display.latex('a'); formula.update('b');\nconst gone = display('gone'); gone.remove();\nconst table = display.table([{ a: 1 }]); table.update([{ b: 2 }]);",
    "display text/latex b",
    "display  ",
    "display table b\n2",
    "succeeded",
  ),
  one(
    "sounds of samples, and files",
    "display.audio(new Float32Array(8), { sampleRate: 8000, alt: 'silence' }); display.file('a,b', { name: 'x.csv', type: 'text/csv' });\ndisplay.image(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0]), { alt: 'a dot' });",
    "display media silence",
    "display media x.csv",
    "display image/png a dot",
    "succeeded",
  ),
  one(
    "a picture by its address",
    "display.image('data:image/gif;base64,R0lGODlhAQABAAAAACw=');",
    "display image/gif GIF picture",
    "succeeded",
  ),
  one("a Blob of text", "new Blob(['a,b'], { type: 'text/csv' })", "= media text/csv, 1 KB", "succeeded"),
  one(
    "what is no table",
    "display.table(5);",
    "! QuireError: display.table needs rows: a list of objects or of lists, columns by name ({ x: [1, 2] }), a dataset, a Map or an Arrow table, got the number 5. @2:9",
    "failed",
  ),
  one(
    "what is no text",
    "display.latex(5 as any);",
    "! QuireError: display.latex needs text, got the number 5. @2:9",
    "failed",
  ),
  one(
    "what is no picture",
    "display.image(new Date(0) as any);",
    "! QuireError: display.image needs a picture: the bytes of a file, a Blob, ImageData, an OffscreenCanvas, a tensor, or an address that cells may fetch, got a Date.",
    "failed",
  ),
  one(
    "a film of unknown kind",
    "display.video(new Uint8Array([1, 2, 3]));",
    '! QuireError: display.video needs bytes of a known kind, or the option type, such as { type: "video/mp4" }, got undefined.',
    "failed",
  ),
  one(
    "an option that there is not",
    "display.image(new Uint8Array([1]), { wdith: 3 } as any);",
    '! QuireError: display.image needs options (see its type), got an unknown "wdith". @2:9',
    "failed",
  ),
];

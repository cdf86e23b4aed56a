import type { Page } from "@playwright/test";
import { z } from "zod";
import { serveNaive } from "./naive-notebook";
import { percentFile, realCells } from "./notebook-cells";
import { openBenchPage } from "./notebook-page";
import { quantile, round, summary } from "./quantile";

const SIZES = [10, 100, 500] as const;
const OPENS = 3;
const JUMPS = 12;
const KEYS = 60;
/** Between two presses: a quick typist at 120 words a minute, and a key that is held down. */
const TYPED_MS = 100;
const HELD_MS = 20;

declare global {
  interface Window {
    /** Milliseconds since navigation until a cell's editor shows its text and takes keys. */
    usable?: number;
    /** Milliseconds from a jump until the cell's text is painted, and until an editor stands in it. */
    jumped?: { text?: number; editor?: number };
    /** Milliseconds from a key press until the frame with its letter is painted. */
    keyed: number[];
  }
}

/** Runs before the page's own scripts. Usable: every cell of the screen is there, and the first editor takes keys. */
function watchUsable(): void {
  const look = () => {
    const cells = document.querySelectorAll("[data-cell-editor] .view-line");
    if (cells.length > 0 && document.querySelector("[data-cell-editor] .native-edit-context"))
      window.usable = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function open(page: Page, url: string, count: number): Promise<number> {
  await page.goto("about:blank");
  await page.goto(url);
  await page.waitForFunction(
    (wanted) => window.usable !== undefined && document.querySelectorAll("[data-cell]").length === wanted,
    count,
  );
  return page.evaluate(() => window.usable ?? NaN);
}

/** Brings a cell to the middle; both moments are those after a painted frame. */
function jump(place: number): void {
  window.jumped = {};
  const cell = document.querySelectorAll("[data-cell]")[place];
  const began = performance.now();
  cell?.scrollIntoView({ block: "center" });
  const look = () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const jumped = (window.jumped ??= {});
      if (cell?.querySelector(".view-line, .quire-painted span, .quire-prose, p"))
        jumped.text ??= performance.now() - began;
      if (cell?.querySelector(".view-line") || !cell?.querySelector("[data-cell-editor]"))
        jumped.editor ??= performance.now() - began;
      if (jumped.text === undefined || jumped.editor === undefined) requestAnimationFrame(look);
    };
    port2.postMessage(null);
  };
  requestAnimationFrame(look);
}

async function jumps(page: Page, count: number): Promise<{ text: number[]; editor: number[] }> {
  const [text, editor]: [number[], number[]] = [[], []];
  for (let i = 0; i < JUMPS; i++) {
    // Far apart, and never the same twice in a row; code cells, since prose needs no editor.
    const place = Math.floor((((i * 7919) % 97) / 97) * count);
    await page.evaluate(jump, Math.min(count - 1, place - (place % 5) + 1));
    await page.waitForFunction(() => window.jumped?.text !== undefined && window.jumped.editor !== undefined);
    const found = await page.evaluate(() => window.jumped ?? {});
    text.push(found.text ?? NaN);
    editor.push(found.editor ?? NaN);
  }
  return { text, editor };
}

function watchKeys(): void {
  addEventListener(
    "keydown",
    (event) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.keyed.push(performance.now() - event.timeStamp);
        port2.postMessage(null);
      }),
    { capture: true },
  );
}

async function placeCaret(page: Page, count: number): Promise<void> {
  await page.evaluate(jump, Math.floor(count / 10) * 5 + 1);
  await page.waitForFunction(() => window.jumped?.editor !== undefined);
  const editor = page
    .locator("[data-cell]")
    .nth(Math.floor(count / 10) * 5 + 1)
    .locator("[data-cell-editor]");
  await editor.click();
  await page.keyboard.press("End");
  await page.evaluate(watchKeys);
}

async function keys(page: Page, everyMs: number): Promise<number[]> {
  await page.evaluate(() => (window.keyed = []));
  for (let i = 0; i < KEYS; i++)
    await page.keyboard.press(i % 10 === 9 ? "Space" : ("abcdefghi"[i % 9] ?? "a"), { delay: everyMs });
  await page.waitForFunction((wanted) => window.keyed.length >= wanted, KEYS);
  return (await page.evaluate(() => window.keyed)).slice(5);
}

const heapSchema = z.object({ usedSize: z.number() });

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = heapSchema.parse(await session.send("Runtime.getHeapUsage"));
  await session.detach();
  return usedSize / 2 ** 20;
}

async function measure(page: Page, url: string, count: number): Promise<object> {
  await open(page, url, count);
  const opens: number[] = [];
  for (let i = 0; i < OPENS; i++) opens.push(await open(page, url, count));
  const { text, editor } = await jumps(page, count);
  await placeCaret(page, count);
  const held = await keys(page, HELD_MS);
  const typed = await keys(page, TYPED_MS);
  return {
    usableMs: round(quantile(opens, 0.5)),
    jumpTextMs: summary(text),
    jumpEditorMs: summary(editor),
    keyMs: summary(typed),
    heldKeyMs: summary(held),
    heapMb: round(await heapMb(page)),
  };
}

const importedSchema = z
  .object({ id: z.string() })
  .or(z.object({ notebookId: z.string() }).transform(({ notebookId }) => ({ id: notebookId })));

async function importNotebook(page: Page, count: number): Promise<string> {
  const response = await page.request.post(`/notebooks/vision-team?name=bench-${count}.nb.ts`, {
    data: percentFile(realCells(count)),
    headers: { "content-type": "text/plain", origin: new URL(page.url()).origin },
  });
  if (!response.ok()) throw new Error(`The notebook could not be imported: ${await response.text()}`);
  return new URL(`/w/vision-team/notebooks/${importedSchema.parse(await response.json()).id}`, page.url()).href;
}

/** A notebook of 10, 100 and 500 real cells, beside the same cells with an editor for each and nothing else of a notebook. */
export default async function bench(): Promise<object> {
  const bench = await openBenchPage();
  let cells: ReturnType<typeof realCells> = [];
  const naive = await serveNaive(() => cells);
  try {
    const { page } = bench;
    const urls = new Map<number, string>();
    for (const count of SIZES) urls.set(count, await importNotebook(page, count));
    await page.addInitScript(watchUsable);
    const sizes: Record<string, object> = {};
    for (const count of SIZES) {
      cells = realCells(count);
      const ours = await measure(page, urls.get(count) ?? "", count);
      sizes[count] = { ours, peer: await measure(page, naive.url, count) };
    }
    return { unit: "ms and MB", peer: "one editor a cell, without document, types or outputs", sizes };
  } finally {
    await naive.close();
    await bench.close();
  }
}

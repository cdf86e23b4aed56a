import type { Page } from "@playwright/test";
import { editors, openNotebook } from "../e2e/notebook";
import { openBenchPage } from "./notebook-page";
import { round, summary } from "./quantile";

const OPENS = 7;

declare global {
  interface Window {
    /** Milliseconds since navigation until the first cell's text is in the page, and until a code cell takes keys. */
    opened: { text?: number; editable?: number };
  }
}

/** Runs before the page's own scripts; looks once a frame, so that what it sees is about to be painted. */
function watchOpening(): void {
  window.opened = {};
  const look = () => {
    const text = document.querySelector("[data-cell]")?.textContent?.trim();
    if (text) window.opened.text ??= performance.now();
    const typed = document.querySelector("[data-cell-editor] .native-edit-context, [data-cell-editor] textarea");
    if (typed && document.querySelector("[data-cell-editor] .view-line")?.textContent)
      window.opened.editable ??= performance.now();
    if (window.opened.text === undefined || window.opened.editable === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function openOnce(page: Page, address: string): Promise<{ text: number; editable: number }> {
  await page.goto("about:blank");
  await page.goto(address);
  await page.waitForFunction(() => window.opened.text !== undefined && window.opened.editable !== undefined);
  const { text = NaN, editable = NaN } = await page.evaluate(() => window.opened);
  return { text, editable };
}

/** Opening a notebook by its address on loopback, with a warm cache: until it is read, and until it can be written in. */
export default async function bench(): Promise<object> {
  const { page, close } = await openBenchPage();
  try {
    await openNotebook(page, "Handwritten digits");
    await editors(page).first().waitFor();
    const address = page.url();
    await page.addInitScript(watchOpening);
    await openOnce(page, address);
    const samples: Awaited<ReturnType<typeof openOnce>>[] = [];
    for (let i = 0; i < OPENS; i++) samples.push(await openOnce(page, address));
    return {
      unit: "ms until the notebook can be edited",
      ours: summary(samples.map(({ editable }) => editable)),
      firstTextP50: round(summary(samples.map(({ text }) => text)).p50),
    };
  } finally {
    await close();
  }
}

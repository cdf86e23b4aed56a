import type { Page } from "@playwright/test";
import { cells, newNotebook, select } from "../e2e/notebook";
import { openBenchPage } from "./notebook-page";
import { summary } from "./quantile";

const SAMPLES = 12;
const LOOP_MS = 2000;

declare global {
  interface Window {
    /** Milliseconds from the press that interrupts until the deaf kernel is ended, and from there until a new one stands. */
    interrupts: { ended: number; restarted: number }[];
    /** The longest times without a frame, and tasks that held the page for over 50 ms. */
    stalls: { frames: number[]; tasks: number[] };
  }
}

/** Times inside the page: the driver of the browser takes no part. */
function watchInterrupts(): void {
  window.interrupts = [];
  let pressed: number | undefined;
  let ended: number | undefined;
  addEventListener("keydown", ({ key, timeStamp }) => (pressed = key === "i" ? timeStamp : pressed), { capture: true });
  new MutationObserver(() => {
    const words = document.querySelector("[data-testid=kernel-badge]")?.textContent ?? "";
    if (pressed === undefined) return;
    if (/starting|not started/.test(words)) ended ??= performance.now();
    else if (ended !== undefined) {
      window.interrupts.push({ ended: ended - pressed, restarted: performance.now() - ended });
      pressed = ended = undefined;
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

/** Watches how steadily the page draws. */
function watchStalls(): void {
  window.stalls = { frames: [], tasks: [] };
  let before = performance.now();
  const frame = (now: number) => {
    window.stalls.frames.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.stalls.tasks.push(duration);
  }).observe({ entryTypes: ["longtask"] });
}

async function loop(page: Page): Promise<void> {
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("[data-cell][data-state=running]");
}

/** A busy loop: how steadily the page draws meanwhile, and how soon after a press a new kernel stands. */
export default async function bench(): Promise<object> {
  const { page, close } = await openBenchPage();
  try {
    await newNotebook(page, ["for (;;) {}"]);
    await select(page, 0);
    await page.evaluate(watchInterrupts);
    await loop(page);
    await page.evaluate(watchStalls);
    await page.waitForTimeout(LOOP_MS);
    const stalls = await page.evaluate(() => window.stalls);
    for (let i = 0; i < SAMPLES; i++) {
      if (i > 0) await loop(page);
      await page.keyboard.press("i");
      await page.keyboard.press("i");
      await page.waitForFunction((count) => window.interrupts.length > count, i, { polling: 10 });
    }
    if ((await cells(page).count()) !== 1) throw new Error("The page ran another cell than it should.");
    const interrupts = await page.evaluate(() => window.interrupts);
    return {
      unit: "ms from the end of a kernel in a busy loop to a new one",
      ours: summary(interrupts.map(({ restarted }) => restarted)),
      // It is given a moment to hear its abortSignal first.
      pressToEnd: summary(interrupts.map(({ ended }) => ended)),
      longestFrame: Math.round(Math.max(...stalls.frames)),
      longTasks: stalls.tasks.map(Math.round),
    };
  } finally {
    await close();
  }
}

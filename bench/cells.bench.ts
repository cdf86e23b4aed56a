import { fileURLToPath } from "node:url";
import { newId } from "@/lib/ids";
import { KernelDriver } from "@/lib/kernel/driver";
import { forkKernel } from "@/workers/fork-kernel";
import { cells, editors, newNotebook } from "../e2e/notebook";
import { jupyterRoundTrips } from "./jupyter";
import { openBenchPage } from "./notebook-page";
import { round, summary } from "./quantile";

const WARM_UP = 10;
/** Until the engine has compiled what a kernel does for every cell; the same for both kernels. */
const KERNEL_WARM_UP = 1000;
const SAMPLES = 100;

/** Short, with a result that can be told from the one before; random numbers are the same each time, by their seed. */
const trivial = "Date.now()";

declare global {
  interface Window {
    /** Milliseconds from a press of Ctrl+Enter until the new result stands in the page, and until it is painted. */
    painted: { shown: number; painted: number }[];
  }
}

/** Times key presses inside the page, from the event's own time stamp: the driver of the browser takes no part. */
function watchPaint(): void {
  window.painted = [];
  let pressed: number | undefined;
  const shown = () => /\d{13}/.exec(document.querySelector("[data-testid=output]")?.textContent ?? "")?.[0] ?? "";
  let before = "";
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !event.ctrlKey) return;
      pressed = event.timeStamp;
      before = shown();
    },
    { capture: true },
  );
  new MutationObserver(() => {
    const now = shown();
    if (pressed === undefined || now === "" || now === before) return;
    const began = pressed;
    const stands = performance.now() - began;
    pressed = undefined;
    // The task after a frame's callbacks: that frame is painted.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.painted.push({ shown: stands, painted: performance.now() - began });
      port2.postMessage(null);
    });
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

/** The result was painted, and the cell is done: a press while it runs would be another matter. */
const restsAfter = (count: number) =>
  window.painted.length > count && document.querySelector("[data-cell]")?.getAttribute("data-state") === "fresh";

async function pressToPaint(): Promise<Window["painted"]> {
  const { page, close } = await openBenchPage();
  try {
    await newNotebook(page, [trivial]);
    await editors(page).first().click();
    await page.evaluate(watchPaint);
    for (let i = 0; i < WARM_UP + SAMPLES; i++) {
      await page.keyboard.press("Control+Enter");
      await page.waitForFunction(restsAfter, i, { polling: 10 });
    }
    if ((await cells(page).count()) !== 1) throw new Error("The page ran another cell than it should.");
    return (await page.evaluate(() => window.painted)).slice(WARM_UP);
  } finally {
    await close();
  }
}

/** Message to result in a Node kernel: the code goes in, its result and its end come back. */
async function nodeRoundTrips(): Promise<number[]> {
  const script = fileURLToPath(new URL("../dist/workers/node-kernel.mjs", import.meta.url));
  const driver = new KernelDriver(
    forkKernel(script),
    { call: () => Promise.reject(new Error("There is no workspace here.")) },
    { output: () => undefined, device: () => undefined, dead: () => undefined },
  );
  try {
    await driver.start({ sessionId: newId(), backend: "cpu", allowSoftwareAdapter: false, seed: 1, fetchHosts: [] });
    const samples: number[] = [];
    for (let i = 0; i < KERNEL_WARM_UP + SAMPLES; i++) {
      const began = performance.now();
      const { status } = await driver.execute(newId(), { cellId: "cell", source: `${i} + 1` });
      if (status !== "succeeded") throw new Error(`The cell ${status}.`);
      samples.push(performance.now() - began);
    }
    return samples;
  } finally {
    driver.terminate();
  }
}

/** A trivial cell: from the key press until its result is painted, and from message to result beside Jupyter's kernel. */
export default async function bench(): Promise<object> {
  const samples = await nodeRoundTrips();
  const ours = summary(samples.slice(KERNEL_WARM_UP));
  const peer = await jupyterRoundTrips(KERNEL_WARM_UP, SAMPLES);
  const presses = await pressToPaint();
  return {
    unit: "ms from message to result",
    ours,
    firstHundred: summary(samples.slice(0, SAMPLES)),
    ...peer,
    ...(peer.peer && { ratio: round(ours.p50 / peer.peer.p50) }),
    pressToPage: summary(presses.map(({ shown }) => shown)),
    pressToPaint: summary(presses.map(({ painted }) => painted)),
  };
}

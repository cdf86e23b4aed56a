import { availableParallelism, loadavg } from "node:os";
import type { Page } from "@playwright/test";
import { z } from "zod";
import { createQuireClient, type QuireClient } from "../client/client";
import { cells, newNotebook, select } from "../e2e/notebook";
import { BlobTransfer } from "@/components/notebook/blob-transfer";
import { outputChunkSchema } from "@/lib/protocol/output";
import { openBenchPage } from "./notebook-page";
import { round, summary } from "./quantile";

const WORKSPACE = "vision-team";
const CLICKS = 15;
const WORKERS = 4;
const JOBS = 1000;
const LINES = 50_000;
const LINES_A_SECOND = 10_000;
const TENSOR_BYTES = 100_000_000;
const PARTS = 4;

declare global {
  interface Window {
    /** Milliseconds from the click on "Run on a server" to its first output in the page. */
    clicks: number[];
  }
}

const tokenSchema = z.object({ result: z.object({ data: z.object({ json: z.object({ token: z.string() }) }) }) });

/** A client with a personal token, which a page makes. */
async function clientOf(page: Page, url: string): Promise<{ api: QuireClient; token: string }> {
  const answer: unknown = await page.evaluate(async () => {
    const body = JSON.stringify({ json: { name: "bench", scopes: ["read", "write"], days: null } });
    const headers = { "content-type": "application/json" };
    return (await fetch("/trpc/people.tokens.create", { method: "POST", headers, body })).json() as Promise<unknown>;
  });
  const { token } = tokenSchema.parse(answer).result.data.json;
  return { api: createQuireClient({ url, token }), token };
}

/** Times inside the page: what drives the browser takes no part. */
function watchClicks(): void {
  window.clicks = [];
  let clicked: number | undefined;
  let seen = "";
  const printed = () =>
    /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(document.querySelector("[data-testid=output]")?.textContent ?? "")?.[0] ?? seen;
  addEventListener(
    "click",
    ({ target, timeStamp }) => {
      const item = target instanceof Element && target.closest("[role=menuitem]");
      if (item && item.textContent?.includes("Run on a server")) [clicked, seen] = [timeStamp, printed()];
    },
    { capture: true },
  );
  new MutationObserver(() => {
    if (clicked === undefined || printed() === seen) return;
    window.clicks.push(performance.now() - clicked);
    clicked = undefined;
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

async function sendFirst(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More for cell 1" }).click();
  await page.getByRole("menuitem", { name: "Run on a server" }).click();
}

async function timeClicks(page: Page): Promise<number[]> {
  await newNotebook(page, ["console.log(crypto.randomUUID())"]);
  await select(page, 0);
  await sendFirst(page);
  await page.getByRole("dialog").getByRole("button", { name: "Run on a server" }).click();
  await cells(page).first().getByTestId("output").waitFor({ timeout: 60_000 });
  await page.evaluate(watchClicks);
  for (let i = 0; i < CLICKS; i++) {
    // Somebody reads what it showed; the worker makes itself ready meanwhile.
    await page.waitForTimeout(2000);
    await sendFirst(page);
    await page.waitForFunction((count) => window.clicks.length > count, i, { polling: 20 });
  }
  return page.evaluate(() => window.clicks);
}

const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

interface Place {
  api: QuireClient;
  token: string;
  url: string;
  notebookId: string;
  cellIds: string[];
}

async function placeOf(page: Page, url: string, source: string): Promise<Place> {
  await newNotebook(page, [source]);
  const cellId = await cells(page).first().getAttribute("data-cell");
  const notebookId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const place = { ...(await clientOf(page, url)), url, notebookId, cellIds: [cellId ?? ""] };
  // What the page has not saved cannot be sent.
  await until(async () => {
    const [cell] = await place.api.jobs.plan.query({ workspace: WORKSPACE, notebookId, cellIds: place.cellIds });
    return cell;
  });
  return place;
}

const dispatch = ({ api, notebookId, cellIds }: Place) =>
  api.jobs.dispatch.mutate({ workspace: WORKSPACE, notebookId, cellIds });

async function lastStatus({ api, notebookId }: Place): Promise<string | undefined> {
  const [job] = await api.jobs.list.query({ workspace: WORKSPACE, notebookId });
  return job?.isOver ? job.status : undefined;
}

/** Tiny jobs from a full queue, each in a kernel process of its own: from the first order until the last is recorded. */
async function timeTinyJobs(page: Page, url: string): Promise<object> {
  const place = await placeOf(page, url, "1 + 1");
  const open = async () => {
    const metrics = await (
      await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${place.token}` } })
    ).text();
    return [...metrics.matchAll(/^quire_jobs\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const began = performance.now();
  for (let sent = 0; sent < JOBS; sent += 20)
    await Promise.all(Array.from({ length: Math.min(20, JOBS - sent) }, () => dispatch(place)));
  const dispatched = (performance.now() - began) / 1000;
  await until(async () => ((await open()) === 0 ? true : undefined));
  const seconds = (performance.now() - began) / 1000;
  const listed = await place.api.jobs.list.query({ workspace: WORKSPACE, notebookId: place.notebookId });
  const failed = listed.filter(({ status }) => status !== "succeeded").length;
  if (failed > 0) throw new Error(`${failed} of the last ${listed.length} jobs did not succeed.`);
  return {
    jobs: JOBS,
    workers: WORKERS,
    jobsPerSecond: round(JOBS / seconds),
    dispatchedPerSecond: round(JOBS / dispatched),
  };
}

/** A cell that prints at that rate: what is kept of it in the end, in how long. */
async function countLines(page: Page, url: string): Promise<object> {
  const place = await placeOf(
    page,
    url,
    `const began = performance.now();
for (let i = 0; i < ${LINES}; i++) {
  console.log("line", i);
  const early = (i / ${LINES_A_SECOND}) * 1000 - (performance.now() - began);
  if (i % 100 === 0 && early > 1) await new Promise((resolve) => setTimeout(resolve, early));
}
Math.round(performance.now() - began)`,
  );
  const texts: { hash: string; lines: number }[] = [];
  const watch = place.api.executions.watch.subscribe(
    { workspace: WORKSPACE, notebookId: place.notebookId },
    {
      onData: (event) => {
        if (event.type !== "chunks") return;
        for (const { json } of event.chunks) {
          const chunk = json === null ? undefined : outputChunkSchema.parse(JSON.parse(json));
          if (chunk?.kind === "folded" && chunk.text) texts.push(chunk.text);
        }
      },
    },
  );
  const began = performance.now();
  await dispatch(place);
  const status = await until(() => lastStatus(place));
  const seconds = (performance.now() - began) / 1000;
  const text = await until(() => Promise.resolve(texts.at(-1)));
  watch.unsubscribe();
  const bytes = await new BlobTransfer(WORKSPACE, { url, token: place.token }).get(text.hash);
  const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
  const lost = lines.filter((line, i) => line !== `line ${i}`).length + LINES - lines.length;
  return { status, lines: LINES, perSecondAsked: LINES_A_SECOND, seconds: round(seconds), lost };
}

/** The way on which values come back: the bytes of a tensor to the store and from there, over loopback. */
async function timeBytes(page: Page, url: string): Promise<object> {
  const transfer = new BlobTransfer(WORKSPACE, { url, token: (await clientOf(page, url)).token });
  const values = Float32Array.from({ length: TENSOR_BYTES / 4 / 16 }, () => Math.random());
  const bytes = new Uint8Array(TENSOR_BYTES);
  for (let at = 0; at < TENSOR_BYTES; at += values.byteLength) bytes.set(new Uint8Array(values.buffer), at);
  const parts = Array.from({ length: PARTS }, (_, i) =>
    bytes.slice((i * TENSOR_BYTES) / PARTS, ((i + 1) * TENSOR_BYTES) / PARTS),
  );
  const began = performance.now();
  const hashes = await Promise.all(parts.map((part) => transfer.put(part, "application/octet-stream")));
  const stored = performance.now();
  const back = await Promise.all(hashes.map((hash) => transfer.get(hash)));
  const read = performance.now();
  if (back.reduce((sum, { length }) => sum + length, 0) !== TENSOR_BYTES) throw new Error("Not all bytes came back.");
  const rate = (ms: number) => round(TENSOR_BYTES / 1e6 / (ms / 1000));
  return { megabytes: TENSOR_BYTES / 1e6, upMbPerSecond: rate(stored - began), backMbPerSecond: rate(read - stored) };
}

export default async function bench(): Promise<object> {
  process.env.QUIRE_WORKERS = String(WORKERS);
  const { page, server, close } = await openBenchPage();
  try {
    const result = {
      unit: "ms from click to first output on a warm worker",
      ours: summary(await timeClicks(page)),
      target: 300,
      lines: await countLines(page, server.url),
      tensor: await timeBytes(page, server.url),
    };
    console.log(JSON.stringify(result));
    const tiny = await timeTinyJobs(page, server.url);
    // What else ran meanwhile shows in it.
    return { ...result, tiny, loadAverage: round(loadavg()[0] ?? 0), cores: availableParallelism() };
  } finally {
    await close();
  }
}

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { startQuire } from "../e2e/quire-server";
import { summary } from "./quantile";

const STARTS = 5;

async function secondsToReady(start: () => Promise<void>, url: string): Promise<number> {
  const began = performance.now();
  const started = start();
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) break;
    await delay(20);
  }
  const seconds = (performance.now() - began) / 1000;
  await started;
  return seconds;
}

/** Proportional set size in MB of a process and all that it started (Linux). */
function proportionalSetMb(root: number): number {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
          return [[Number(pid), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])] as const];
        } catch {
          return [];
        }
      }),
  );
  const family = (pid: number): number[] => [
    pid,
    ...[...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => family(child)),
  ];
  const kilobytes = family(root).map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0),
  );
  return Math.round(kilobytes.reduce((a, b) => a + b, 0) / 1024);
}

/** Gzipped kilobytes of all scripts that a page's HTML asks of a browser of today. */
async function scriptKilobytes(url: string, page: string): Promise<number> {
  const html = await (await fetch(url + page)).text();
  const tags = Array.from(html.matchAll(/<script[^>]+src="([^"]+)"[^>]*>/g));
  const sources = [...new Set(tags.flatMap(([tag, source = ""]) => (/\snomodule/i.test(tag) ? [] : [source])))];
  const sizes = await Promise.all(
    sources.map(async (source) => gzipSync(Buffer.from(await (await fetch(url + source)).arrayBuffer())).length),
  );
  return Math.round(sizes.reduce((a, b) => a + b, 0) / 1024);
}

/** Warm start to /readyz, memory at rest, and the script of the notebook list. */
export default async function bench(): Promise<object> {
  const server = await startQuire();
  const starts: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    await server.end("SIGTERM");
    starts.push(await secondsToReady(server.start, server.url));
  }
  await delay(5000);
  const result = {
    unit: "s",
    ours: summary(starts),
    memoryMb: proportionalSetMb(server.pid),
    listScriptKb: await scriptKilobytes(server.url, "/w/any"),
  };
  await server.dispose();
  return result;
}

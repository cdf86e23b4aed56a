import { createServer } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import type { RunnerCell } from "@/lib/kernel/runner";
import { startSandboxServer, type SandboxServer } from "./sandbox-server";

let server: SandboxServer;
test.beforeAll(async () => {
  server = await startSandboxServer();
});
test.afterAll(() => server.close());

const ts = (id: string, source: string): RunnerCell => ({ id, type: "ts", source });

/** A page with these cells, on a kernel of its own. */
async function open(page: Page, cells: RunnerCell[], place = server.place()): Promise<void> {
  await page.goto(server.url);
  await page.evaluate(([at, list]) => void (window.bench = new window.kernelBench(at, list)), [place, cells] as const);
}

const run = (page: Page, ids: string[]) =>
  page.evaluate(async (wanted) => {
    window.bench.runner.run(wanted);
    await window.bench.idle();
    return wanted.map((id) => window.bench.last(id));
  }, ids);

test("cell code finds no way to the app, to another policy or to a worker of its own", async ({ page }) => {
  const tries = `
    const app = ${JSON.stringify(server.url)};
    const blocked = (work: () => Promise<unknown>) => Promise.race([work().then(() => "through", () => "blocked"), new Promise((r) => setTimeout(() => r("blocked"), 2000))]);
    const get = (url: string) => new Promise((resolve, reject) => { const x = new XMLHttpRequest(); x.onload = resolve; x.onerror = reject; x.open("GET", url); x.send(); });
    const socket = (make: () => EventTarget) => new Promise((resolve, reject) => { const s = make(); s.addEventListener("open", resolve); s.addEventListener("error", reject); });
    const here = (globalThis as any).location.href;
    await Promise.all([
      blocked(() => get(app + "/healthz")),
      blocked(() => import(app + "/page.js")),
      blocked(() => socket(() => new WebSocket(app.replace("http", "ws") + "/sockets/trpc"))),
      blocked(() => socket(() => new EventSource(app + "/events"))),
      blocked(() => get(here.replace(/\\/c\\/[^/]+\\//, "/c/other/"))),
      blocked(() => new Promise((resolve, reject) => { const w = new Worker(here, { type: "module" }); w.onerror = reject; setTimeout(resolve, 1000); })),
      blocked(() => get("https://example.org/")),
    ])`;
  await open(page, [ts("a", tries)]);
  const [a] = await run(page, ["a"]);
  expect(a?.status).toBe("succeeded");
  // Beside the result stands what the browser kept from happening, in words.
  expect(a?.text.join("\n")).not.toContain("through");
  expect(a?.text.find((text) => text.startsWith("["))?.match(/"blocked"/g)).toHaveLength(7);
  expect(server.appRequests.filter((request) => !request.includes("favicon"))).toEqual([]);
});

test("a host that the workspace allows can be fetched, and no other", async ({ page }) => {
  // The setting knows HTTPS hosts only; the browser answers for this one.
  await page
    .context()
    .route("https://data.example/**", (route) =>
      route.fulfill({ body: "numbers", headers: { "access-control-allow-origin": "*" } }),
    );
  const other = createServer((_, res) => res.writeHead(200, { "access-control-allow-origin": "*" }).end("leak"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" ? address?.port : 0;
  await open(
    page,
    [
      ts("a", `await (await fetch("https://data.example/x.csv")).text()`),
      ts("b", `await (await fetch("http://127.0.0.1:${port}/")).text()`),
    ],
    server.place(["https://data.example"]),
  );
  const [a, b] = await run(page, ["a", "b"]);
  other.close();
  expect(a).toEqual({ status: "succeeded", text: ['"numbers"'] });
  expect(b?.status).toBe("failed");
});

test("a busy loop is ended, the loss is named, and the next cell runs", async ({ page }) => {
  await open(page, [ts("v", "const v = 7;"), ts("loop", "console.log('in');\nfor (;;) {}"), ts("use", "v + 1")]);
  await run(page, ["v"]);
  const after = await page.evaluate(async () => {
    const { runner } = window.bench;
    runner.run(["loop"]);
    await window.bench.printed("loop");
    runner.interrupt();
    await window.bench.idle();
    return { kernel: runner.getSnapshot().kernel, loop: window.bench.last("loop").status };
  });
  expect(after.loop).toBe("cancelled");
  expect(after.kernel.message).toContain("The values of v are gone.");
  // Its ancestor runs again by itself.
  expect((await run(page, ["use"]))[0]).toEqual({ status: "succeeded", text: ["8"] });
});

test("a cell that listens to abortSignal stops without losing anything", async ({ page }) => {
  const wait = `import { abortSignal } from "quire";
console.log("in");
while (!abortSignal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));`;
  await open(page, [ts("v", "const v = 7;"), ts("wait", wait)]);
  await run(page, ["v"]);
  const after = await page.evaluate(async () => {
    const { runner } = window.bench;
    runner.run(["wait"]);
    await window.bench.printed("wait");
    runner.interrupt();
    const { kernel, cells } = await window.bench.idle();
    return { message: kernel.message, v: cells.get("v")?.freshness, wait: window.bench.last("wait").status };
  });
  expect(after).toEqual({ message: null, v: "fresh", wait: "cancelled" });
});

test("the badge can say where cells run, and why not on WebGPU", async ({ page }) => {
  const device = (site: string | null) =>
    page.evaluate(
      async (place) => {
        const bench = new window.kernelBench(place, []);
        await bench.runner.start();
        return bench.runner.getSnapshot().kernel.device;
      },
      { ...server.place(), site },
    );
  await page.goto(server.url);
  expect(await device(server.place().site)).toMatchObject({
    backend: "wasm",
    note: expect.stringContaining("software"),
  });
  expect(await device(null)).toMatchObject({
    backend: "wasm",
    note: expect.stringContaining("closed frame"),
  });
});

test("an HTML output runs its scripts in a frame of its own, from which nothing gets out", async ({ page }) => {
  await page.goto(server.url);
  const html = `<p id="p" style="height:200px;margin:0">text</p><script>
    document.getElementById("p").textContent = "drawn " + origin;
    fetch("${server.url}/steal").catch(() => { document.getElementById("p").style.height = "300px"; });
  </script>`;
  const height = await page.evaluate(
    ([place, content]) =>
      new Promise<number>((resolve) => {
        const theme = {
          dark: false,
          ink: "#111",
          faint: "#888",
          line: "#ddd",
          page: "#fff",
          accent: "#06c",
          series: [],
        };
        const frame = document.createElement("iframe");
        frame.setAttribute("sandbox", "allow-scripts");
        frame.src = `${place.site}output.html`;
        addEventListener("message", ({ source, data }: MessageEvent<{ type: string; height: number }>) => {
          if (source !== frame.contentWindow) return;
          if (data.type === "quire:output-ready")
            frame.contentWindow?.postMessage({ type: "quire:show", kind: "html", source: content, theme }, "*");
          if (data.type === "quire:height" && data.height >= 300) resolve(data.height);
        });
        document.body.append(frame);
      }),
    [server.place(), html] as const,
  );
  expect(height).toBe(300);
  await expect(page.frameLocator("iframe").locator("#p")).toHaveText("drawn null");
  expect(server.appRequests.filter((request) => request.includes("steal"))).toEqual([]);
});

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type BrowserContext, expect, test } from "@playwright/test";
import { cells, newNotebook, select } from "./notebook";
import { freePort } from "@/server/testing/free-port";
import { setUp } from "./people";
import { type QuireServer, startQuire } from "./quire-server";

const entry = "dist/server/main.mjs";

const isAlive = (pid: number): boolean => spawnSync("kill", ["-0", String(pid)]).status === 0;
const postgresPid = (server: QuireServer): number =>
  Number.parseInt(readFileSync(path.join(server.dataDir, "postgres/postmaster.pid"), "utf8"), 10);
const isReady = (server: QuireServer) =>
  fetch(`${server.url}/readyz`).then(
    (response) => response.status,
    () => 0,
  );

let server: QuireServer;
test.beforeAll(async () => {
  server = await startQuire();
});
test.afterAll(() => server.dispose());

test("a bad setting ends the start with one clear line and exit code 1", () => {
  const { status, stderr } = spawnSync(process.execPath, [entry], {
    env: { ...process.env, NODE_ENV: "production", PORT: "eighty" },
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).toContain('PORT="eighty" cannot be used');
});

test("tells that it lives and that it is ready, each answer with a request id", async () => {
  for (const probe of ["/healthz", "/readyz"]) {
    const response = await fetch(server.url + probe);
    expect(response.status).toBe(200);
    expect(response.headers.get("x-request-id")).toMatch(/^[a-z0-9]{20}$/);
  }
});

test("prints a one-time set-up link while there is no account", () => {
  expect(server.setupUrl).toContain(`${server.url}/setup?token=`);
});

test("a second server on the same data folder is refused, and leaves the first alone", async () => {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    QUIRE_DATA: server.dataDir,
    PORT: String(await freePort()),
  };
  const second = spawn(process.execPath, [entry], { env, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  second.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const [code] = (await once(second, "exit")) as [number];
  expect(code).toBe(1);
  expect(stderr).toContain("Another Quire server is using the data folder");
  expect(await isReady(server)).toBe(200);
});

test("a port that is taken is said in one line", async () => {
  const taken = new URL(server.url).port;
  const other = await startQuire();
  await other.end("SIGTERM");
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", QUIRE_DATA: other.dataDir, PORT: taken };
  const { status, stderr } = spawnSync(process.execPath, [entry], { env, encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toContain(`Port ${taken} is taken`);
  await other.dispose();
});

for (const signal of ["SIGINT", "SIGTERM"] as const)
  test(`${signal} stops everything that was started`, async () => {
    const postgres = postgresPid(server);
    expect(await server.end(signal)).toBe(0);
    expect(isAlive(postgres)).toBe(false);
    expect(existsSync(path.join(server.dataDir, "postgres/postmaster.pid"))).toBe(false);
    await server.start();
    expect(await isReady(server)).toBe(200);
  });

test("after kill -9 the next start takes the database over and works", async () => {
  const postgres = postgresPid(server);
  await server.end("SIGKILL");
  expect(isAlive(postgres)).toBe(true);
  await server.start();
  expect(postgresPid(server)).toBe(postgres);
  expect(await isReady(server)).toBe(200);
  await server.end("SIGTERM");
  expect(isAlive(postgres)).toBe(false);
  await server.start();
});

let owner: Awaited<ReturnType<BrowserContext["storageState"]>>;

test("data of the examples that kill -9 interrupted is there after the next start", async ({ page }) => {
  await setUp(page, server.setupUrl ?? "");
  await server.end("SIGKILL");
  await server.start();
  await page.goto(`${server.url}/w/vision-team/datasets`);
  for (const name of ["penguins", "digits", "diamonds"])
    await expect(page.getByRole("link", { name })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("list", { name: "On their way" })).toHaveCount(0);
  owner = await page.context().storageState();
});

/** Processes of the server's worker (Linux). */
const workersOf = (server: QuireServer): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [stat, command] = ["stat", "cmdline"].map((file) => readFileSync(`/proc/${pid}/${file}`, "utf8"));
        const parent = Number(stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        return parent === server.pid && command?.includes("worker/process.mjs");
      } catch {
        return false;
      }
    });

test("a cell sent to the server brings up a worker, which ends with the server, however that ends", async ({
  browser,
}) => {
  const context = await browser.newContext({
    storageState: owner,
    baseURL: server.url,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  expect(workersOf(server)).toEqual([]);
  await newNotebook(page, ["6 * 7"]);
  await select(page, 0);
  await page.getByRole("button", { name: "More for cell 1" }).click();
  await page.getByRole("menuitem", { name: "Run on a server" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Run on a server" }).click();
  await expect(cells(page).first().getByTestId("output")).toContainText("42", { timeout: 60_000 });
  const [worker = 0, ...more] = workersOf(server);
  expect(more).toEqual([]);
  await page.goto("/w/vision-team/settings");
  const list = page.getByRole("list", { name: "Workers", exact: true });
  await expect(list).toContainText("of this server");
  await expect(list).toContainText(/\d+ % busy in the last hour/);
  await list.screenshot({ path: "test-results/worker-of-server.png" });
  expect(isAlive(worker)).toBe(true);
  await server.end("SIGKILL");
  await expect.poll(() => isAlive(worker), { timeout: 15_000 }).toBe(false);
  await server.start();
  await context.close();
});

import { spawnSync } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { z } from "zod";
import { freePort } from "@/server/testing/free-port";
import { setUp } from "./people";
import { type QuireServer, startQuire } from "./quire-server";

/** As colleagues come to a server: by other names, over HTTPS, and where cells have no site of their own. */

test.describe.configure({ timeout: 240_000 });

/** The person's first page in a browser of their own. */
async function visit(browser: Browser, setupUrl: string): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: new URL(setupUrl).origin });
  const page = await context.newPage();
  await setUp(page, setupUrl);
  return page;
}

/** Runs one cell of a new notebook; tells the address of the frame in which it ran. */
async function runOneCell(page: Page): Promise<string> {
  await page.goto("/w/vision-team");
  await page.getByRole("button", { name: "New notebook" }).click();
  const editor = page.locator("[data-cell-editor]").first();
  await editor.click();
  await expect(editor.locator(".native-edit-context")).toBeFocused();
  await page.keyboard.type("6 * 7");
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(page.getByTestId("output").first()).toHaveText(/^42/, { timeout: 60_000 });
  return (await page.locator('iframe[title="Cells run here"]').getAttribute("src")) ?? "";
}

/** The doctor's verdicts by what they are about; the page itself has nothing that axe finds serious. */
async function askDoctor(page: Page): Promise<Map<string, string>> {
  await page.goto("/doctor");
  const rows = page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) });
  await expect(rows.filter({ hasText: "GPU in this browser" })).toBeVisible();
  const verdicts = new Map<string, string>();
  for (const row of await rows.all())
    verdicts.set(await row.getByRole("heading").innerText(), (await row.innerText()).replace(/\s+/g, " "));
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  return verdicts;
}

test.describe("over HTTPS with a certificate of its own", () => {
  let server: QuireServer;
  test.beforeAll(async () => {
    server = await startQuire({ QUIRE_TLS: "self-signed" });
  });
  test.afterAll(() => server.dispose());

  test("signs in with a __Host- cookie, runs a cell on the sandbox site, and the doctor is content", async ({
    browser,
  }) => {
    const page = await visit(browser, server.setupUrl ?? "");
    const cookies = await page.context().cookies();
    expect(cookies).toMatchObject([{ secure: true, httpOnly: true, sameSite: "Lax", path: "/" }]);
    expect(cookies[0]?.name).toMatch(/^__Host-/);

    const frame = await runOneCell(page);
    expect(frame).toContain(`https://sandbox.localhost:${new URL(server.url).port}/c/`);

    const verdicts = await askDoctor(page);
    for (const title of ["Secure address", "Site for cells", "Site for cells, from here", "Address", "Live connection"])
      expect(verdicts.get(title)).toContain("✓ fine");
    await page.context().close();
  });

  test("takes certificate files, and refuses bad ones in one clear line", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "quire-certificate-"));
    const tls = path.join(server.dataDir, "tls");
    const [kept = ""] = await readdir(tls);
    const pair = z
      .object({ cert: z.string(), key: z.string() })
      .parse(JSON.parse(await readFile(path.join(tls, kept), "utf8")));
    const [cert, key, other] = ["cert.pem", "key.pem", "other.pem"].map((name) => path.join(folder, name));
    if (!cert || !key || !other) throw new Error("no names");
    await writeFile(cert, pair.cert);
    await writeFile(key, pair.key);
    await copyFile(cert, other);

    const second = await startQuire({ QUIRE_TLS: `${cert},${key}` });
    expect(second.url).toMatch(/^https:/);
    await second.dispose();

    for (const files of [`${cert},${other}`, `${path.join(folder, "none.pem")},${key}`]) {
      const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", QUIRE_DATA: folder, QUIRE_TLS: files };
      const { status, stderr } = spawnSync(process.execPath, ["dist/server/main.mjs"], { env, encoding: "utf8" });
      expect(status).toBe(1);
      expect(stderr.trim().split("\n")).toEqual([expect.stringContaining(`QUIRE_TLS="${files}" cannot be used: `)]);
    }
    await rm(folder, { recursive: true });
  });
});

test("cells run on another port of the same host, where that is the site for them", async ({ browser }) => {
  const site = `http://localhost:${await freePort()}`;
  const server = await startQuire({ QUIRE_SANDBOX_URL: site });
  const page = await visit(browser, server.setupUrl ?? "");
  const frame = await runOneCell(page);
  expect(frame).toContain(`${site}/c/`);
  const verdicts = await askDoctor(page);
  expect(verdicts.get("Site for cells")).toMatch(/another port of the same host.+works, with less/);
  expect(verdicts.get("Site for cells, from here")).toContain("✓ fine");
  await page.context().close();
  await server.dispose();
});

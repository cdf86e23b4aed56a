import AxeBuilder from "@axe-core/playwright";
import { type Browser, chromium, expect, type Page, test as base } from "@playwright/test";
import { chromiumArgs, findChromium } from "./chromium";
import { setUp } from "./people";
import { type QuireServer, startQuire } from "./quire-server";

interface Visits {
  /** Starts a server of its own for the test, and ends it after. */
  serve: (settings: Record<string, string>) => Promise<QuireServer>;
  /** The person's first page in a browser of their own. */
  visit: (setupUrl: string, from?: Browser) => Promise<Page>;
  /** A browser for which the name `quire.lan` is this machine: an address of the network, and none of the browser's own. */
  elsewhere: Browser;
}

export const test = base.extend<Visits>({
  serve: async ({}, use) => {
    const servers: QuireServer[] = [];
    await use(async (settings) => {
      const server = await startQuire(settings);
      servers.push(server);
      return server;
    });
    for (const server of servers) await server.dispose();
  },
  visit: async ({ browser }, use) => {
    const pages: Page[] = [];
    await use(async (setupUrl, from = browser) => {
      const context = await from.newContext({ ignoreHTTPSErrors: true, baseURL: new URL(setupUrl).origin });
      const page = await context.newPage();
      pages.push(page);
      await setUp(page, setupUrl);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
  elsewhere: async ({}, use) => {
    const args = [...chromiumArgs, "--host-resolver-rules=MAP quire.lan 127.0.0.1"];
    const browser = await chromium.launch({ executablePath: findChromium(), args });
    await use(browser);
    await browser.close();
  },
});

export { expect };

/** Runs one cell of a new notebook; tells the address of the frame in which it ran, and what the badge says of it. */
export async function runOneCell(page: Page): Promise<{ frame: string; badge: string }> {
  await page.goto("/w/vision-team");
  await page.getByRole("button", { name: "New notebook" }).click();
  const editor = page.locator("[data-cell-editor]").first();
  await editor.click();
  await expect(editor.locator(".native-edit-context")).toBeFocused();
  await page.keyboard.type("6 * 7");
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(page.getByTestId("output").first()).toHaveText(/^42/, { timeout: 60_000 });
  const frame = (await page.locator('iframe[title="Cells run here"]').getAttribute("src")) ?? "";
  return { frame, badge: await page.getByTestId("kernel-badge").innerText() };
}

/** The doctor's verdicts by what they are about; the page itself has nothing that axe finds serious. */
export async function askDoctor(page: Page): Promise<Map<string, string>> {
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

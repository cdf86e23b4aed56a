import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions, Page } from "@playwright/test";
import { z } from "zod";
import { expect, test } from "./fixtures";
import { cells, newNotebook, openNotebook, runAll } from "./notebook";
import { invite } from "./people";
import { type QuireServer, startQuire } from "./quire-server";

interface Address {
  path: string;
  /** Something that stands there once its data has come. */
  shows: string | RegExp;
}

const looks: { name: string; options: BrowserContextOptions }[] = [
  { name: "1440, light", options: { viewport: { width: 1440, height: 900 }, colorScheme: "light" } },
  { name: "1440, dark", options: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" } },
  { name: "390, light", options: { viewport: { width: 390, height: 844 }, colorScheme: "light" } },
];
// Nothing moves, so that no colour is measured half-way.
const still: BrowserContextOptions = { reducedMotion: "reduce" };

/** Opens each page and says what is wrong with it: violations, overflow. */
async function faultsOf(page: Page, addresses: readonly Address[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { path, shows } of addresses) {
    await page.goto(path);
    await expect(page.getByText(shows).filter({ visible: true }).first(), path).toBeVisible();
    await expect(page.locator("main [aria-busy=true]"), path).toHaveCount(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { impact, id, nodes } of violations)
      if (impact === "serious" || impact === "critical")
        faults.push(`${path}: ${id} at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    if ((inner ?? 0) > (outer ?? 0)) faults.push(`${path}: ${inner} pixels wide in a window of ${outer}`);
  }
  return faults;
}

/** Calls a procedure as the person of the page. */
async function call<T>(page: Page, procedure: string, input: object, answer: z.ZodType<T>): Promise<T> {
  const body: unknown = await page.evaluate(
    async ([path, json]) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`/trpc/${path}`, { method: "POST", headers, body: JSON.stringify({ json }) });
      return (await response.json()) as unknown;
    },
    [procedure, input] as const,
  );
  return z.object({ result: z.object({ data: z.object({ json: answer }) }) }).parse(body).result.data.json;
}

const tinyRuns = `import { runs } from "quire";
for (const lr of [0.1, 0.2]) {
  const run = await runs.start("tiny", { params: { lr } });
  for (let step = 0; step < 5; step++) run.log({ loss: lr / (step + 1) }, step);
  await run.finish();
}`;

const tinySweep = `import { sweep } from "quire";
const space = { lr: { type: "logUniform", min: 0.001, max: 1 }, units: [16, 32] } as const;
await sweep(space, ({ params }) => params.lr * params.units, { metric: "loss", trials: 12 });`;

/** A workspace in use: the digits trained and published, two runs to compare. Answers its pages. */
async function prepare(page: Page): Promise<Address[]> {
  await openNotebook(page, "Handwritten digits");
  const notebook = new URL(page.url()).pathname;
  await runAll(page, 120_000);
  await page.locator('[data-cell="digits-save"]').scrollIntoViewIfNeeded();
  await page.locator('[data-cell="digits-save"]').getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("dialog").getByRole("link", { name: "Open the endpoint" })).toBeVisible();
  await newNotebook(page, [tinyRuns, tinySweep]);
  const tuned = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(cells(page).first()).toHaveAttribute("data-state", "fresh");
  await expect(cells(page).nth(1)).toHaveAttribute("data-state", "fresh");
  const sweep = (await cells(page).nth(1).getByRole("link", { name: "sweep" }).getAttribute("href")) ?? "";
  await page.goto("/w/vision-team/runs");
  const pathOf = async (name: RegExp, index: number) =>
    (await page.getByRole("link", { name }).nth(index).getAttribute("href")) ?? "";
  const run = await pathOf(/digits-mlp/, 0);
  const ids = [await pathOf(/tiny/, 0), await pathOf(/tiny/, 1)].map((path) => path.split("/").at(-1));
  const at = "/w/vision-team";
  return [
    { path: at, shows: "Handwritten digits" },
    { path: notebook, shows: /^\s*saved/ },
    { path: `${at}/runs`, shows: /digits-mlp/ },
    { path: run, shows: "learningRate" },
    { path: `${at}/runs/compare?ids=${ids.join(",")}`, shows: "2 runs compared" },
    { path: sweep, shows: "Importance" },
    { path: `${tuned}?schedules`, shows: "No schedule yet" },
    { path: `${at}/datasets`, shows: "1,797" },
    { path: `${at}/datasets/digits`, shows: /digits@1/ },
    { path: `${at}/models`, shows: "digits" },
    { path: `${at}/models/digits`, shows: /digits-mlp/ },
    { path: `${at}/endpoints`, shows: "digits" },
    { path: `${at}/endpoints/digits`, shows: "Try it" },
    { path: `${at}/settings`, shows: "Members" },
    { path: "/account", shows: "Personal tokens" },
    { path: "/doctor", shows: "Doctor" },
  ];
}

test("no page of a workspace in use has a serious fault, in light, dark and narrow", async ({
  ownerPage,
  openPage,
  owner,
}) => {
  test.setTimeout(360_000);
  const addresses = await prepare(ownerPage);
  const faults: Record<string, string[]> = {};
  for (const { name, options } of looks) {
    const page = await openPage(owner, { ...options, ...still });
    faults[name] = await faultsOf(page, addresses);
    await page.context().close();
  }
  expect(Object.entries(faults).flatMap(([name, all]) => all.map((fault) => `${name}: ${fault}`))).toEqual([]);
});

test("no page for people who are not signed in has a serious fault", async ({ ownerPage, openPage, members }) => {
  const mara = await openPage(members.editor);
  await mara.goto("/account");
  const { id } = await mara.evaluate(
    async () => ((await (await fetch("/api/auth/get-session")).json()) as { user: { id: string } }).user,
  );
  const join = await invite(ownerPage, "viewer");
  const { url } = await call(
    ownerPage,
    "people.resets.create",
    { workspace: "vision-team", userId: id },
    z.object({ url: z.string() }),
  );
  // A menu stands within the page's landmarks, like all else.
  await ownerPage.goto("/w/vision-team/settings");
  await ownerPage.getByRole("button", { name: "More for Mara Lind" }).click();
  await expect(ownerPage.getByRole("menuitem", { name: "Make a password link" })).toBeVisible();
  expect((await new AxeBuilder({ page: ownerPage }).analyze()).violations).toEqual([]);

  const addresses = [
    { path: "/signin", shows: "Email" },
    { path: join, shows: "Join Vision team" },
    { path: url, shows: /^For Mara Lind/ },
  ];
  for (const { name, options } of looks) {
    const page = await openPage(null, { ...options, ...still });
    expect(await faultsOf(page, addresses), name).toEqual([]);
  }
});

test.describe("where nothing is", () => {
  test.use({ expectedErrors: /status of 404/ });

  test("every page of a fresh workspace says what to do, and an unknown address says so", async ({
    ownerPage,
    openPage,
    owner,
  }) => {
    await ownerPage.goto("/w/vision-team");
    const { slug } = await call(
      ownerPage,
      "people.workspace.create",
      { name: "Empty team" },
      z.object({ slug: z.string() }),
    );
    const at = `/w/${slug}`;
    // It comes with the examples and their data.
    await ownerPage.goto(at);
    const notebooks = ownerPage.locator("a[data-row]");
    await expect(notebooks.first()).toBeVisible();
    // The list is live: it shrinks with each.
    const paths = await notebooks.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    for (const path of paths) {
      const notebookId = path.split("/").at(-1);
      await call(ownerPage, "notebooks.delete", { workspace: slug, notebookId }, z.unknown());
    }
    await ownerPage.goto(`${at}/datasets`);
    // Their data comes in the background, and says so until it is there.
    const datasets = ["digits", "diamonds", "penguins"];
    for (const name of datasets)
      await expect(ownerPage.getByRole("main").getByRole("link", { name })).toBeVisible({ timeout: 30_000 });
    for (const name of datasets) await call(ownerPage, "datasets.delete", { workspace: slug, name }, z.unknown());
    const addresses = [
      { path: at, shows: "No notebooks yet" },
      { path: `${at}/datasets`, shows: "No datasets yet" },
      { path: `${at}/runs`, shows: "No runs yet" },
      { path: `${at}/runs/compare?ids=`, shows: "Nothing to compare" },
      { path: `${at}/models`, shows: "No models yet" },
      { path: `${at}/endpoints`, shows: "Nothing is published yet" },
      { path: "/nowhere", shows: "There is nothing at this address." },
    ];
    for (const { name, options } of looks) {
      const page = await openPage(owner, { ...options, ...still });
      expect(await faultsOf(page, addresses), name).toEqual([]);
    }
  });
});

test.describe("where the server does not answer", () => {
  /** What each list asks for, and what it says meanwhile to those who cannot see its shape. */
  const lists = [
    { path: "", asks: "notebooks.list", waits: "Loading notebooks" },
    { path: "/runs", asks: "runs.list", waits: "Loading runs" },
    { path: "/datasets", asks: "datasets.list", waits: "Loading datasets" },
    { path: "/models", asks: "models.list", waits: "Loading models" },
    { path: "/endpoints", asks: "endpoints.list", waits: "Loading endpoints" },
  ];

  test("every list shows its shape while it loads, and then what went wrong and a way to try again", async ({
    openPage,
    owner,
  }) => {
    const first = await openPage(owner, still);
    const look = async ({ path, asks, waits }: (typeof lists)[number]) => {
      const page = await first.context().newPage();
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      await page.route(
        (url) => url.pathname.startsWith("/trpc/") && url.pathname.includes(asks),
        async (route) => {
          await answered;
          await route.abort();
        },
      );
      await page.goto(`/w/vision-team${path}`);
      await expect(page.getByRole("status").filter({ hasText: waits }), path).toHaveAttribute("aria-busy", "true");
      answer();
      const alert = page.getByRole("alert").filter({ hasText: "The server does not answer." });
      await expect(alert, path).toBeVisible();
      await page.unrouteAll();
      await alert.getByRole("button", { name: "Try again" }).click();
      await expect(alert, path).toBeHidden();
    };
    await Promise.all(lists.map(look));
  });
});

test.describe("before the set-up", () => {
  let fresh: QuireServer;
  test.beforeAll(async () => {
    fresh = await startQuire();
  });
  test.afterAll(() => fresh.dispose());

  test("the set-up page has no serious fault", async ({ openPage }) => {
    for (const { name, options } of looks) {
      const page = await openPage(null, { ...options, ...still, baseURL: fresh.url });
      expect(
        await faultsOf(page, [{ path: fresh.setupUrl ?? "", shows: "This account owns the first workspace" }]),
        name,
      ).toEqual([]);
    }
  });
});

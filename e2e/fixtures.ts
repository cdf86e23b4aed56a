import { type BrowserContext, expect, type Page, test as base } from "@playwright/test";
import { setUp } from "./people";
import { type QuireServer, startQuire } from "./quire-server";

type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;

interface WorkerFixtures {
  /** One real server a worker, with an owner and the examples in the workspace `vision-team`. */
  quire: QuireServer;
  /** The owner's cookies. */
  owner: StorageState;
}

interface TestFixtures {
  /** A page signed in as the owner; an unexpected error on its console fails the test. */
  ownerPage: Page;
  /** Errors that a test brings about on purpose. */
  expectedErrors: RegExp[];
}

/** Collects what a page reports as an error, so that a test can say there was none. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return errors;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  quire: [
    async ({}, use) => {
      const server = await startQuire();
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],
  owner: [
    async ({ quire, browser }, use) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await setUp(page, quire.setupUrl ?? "");
      await use(await context.storageState());
      await context.close();
    },
    { scope: "worker" },
  ],
  expectedErrors: [[], { option: true }],
  ownerPage: async ({ browser, owner, quire, expectedErrors }, use) => {
    const context = await browser.newContext({
      storageState: owner,
      baseURL: quire.url,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const page = await context.newPage();
    const errors = watchErrors(page);
    await use(page);
    await context.close();
    expect(errors.filter((error) => !expectedErrors.some((expected) => expected.test(error)))).toEqual([]);
  },
});

export { expect };

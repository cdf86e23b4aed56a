import { type BrowserContext, type BrowserContextOptions, expect, type Page, test as base } from "@playwright/test";
import { invite, joinBy, setUp } from "./people";
import { type QuireServer, startQuire } from "./quire-server";

type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;

interface WorkerFixtures {
  /** Environment variables for the server; other ones start another server. */
  settings: Record<string, string>;
  /** One real server a worker, with an owner and the examples in the workspace `vision-team`. */
  quire: QuireServer;
  /** The owner's cookies. */
  owner: StorageState;
  /** Cookies of members who were let in by a link: Mara Lind, an editor, and Cleo Marsh, a viewer. */
  members: { editor: StorageState; viewer: StorageState };
}

interface TestFixtures {
  /** A page signed in as the owner; an unexpected error on its console fails the test. */
  ownerPage: Page;
  /** As `ownerPage`, for whoever has the cookies; null is nobody. */
  openPage: (who: StorageState | null, options?: BrowserContextOptions) => Promise<Page>;
  /** Errors that a test brings about on purpose. */
  expectedErrors: RegExp | null;
}

/** Collects what a page reports as an error, so that a test can say there was none. */
export function watchErrors(page: Page, errors: string[] = []): string[] {
  page.on("console", (message) => {
    // Chromium's own words for a resource that failed leave out which.
    if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return errors;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  settings: [{}, { option: true, scope: "worker" }],
  quire: [
    async ({ settings }, use) => {
      const server = await startQuire(settings);
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
      const state = await context.storageState();
      // It shows a notebook, and would be a second person at work in every test.
      await context.close();
      await use(state);
    },
    { scope: "worker" },
  ],
  members: [
    async ({ quire, owner, browser }, use) => {
      const ana = await browser.newContext({ storageState: owner, baseURL: quire.url });
      const page = await ana.newPage();
      const join = async (role: "editor" | "viewer", name: string): Promise<StorageState> => {
        const context = await browser.newContext({ baseURL: quire.url });
        await joinBy(await context.newPage(), await invite(page, role), name);
        const state = await context.storageState();
        await context.close();
        return state;
      };
      const members = { editor: await join("editor", "Mara Lind"), viewer: await join("viewer", "Cleo Marsh") };
      await ana.close();
      await use(members);
    },
    { scope: "worker" },
  ],
  expectedErrors: [null, { option: true }],
  openPage: async ({ browser, quire, expectedErrors }, use) => {
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    await use(async (who, options) => {
      const context = await browser.newContext({
        storageState: who ?? undefined,
        baseURL: quire.url,
        permissions: ["clipboard-read", "clipboard-write"],
        ...options,
      });
      contexts.push(context);
      const page = await context.newPage();
      watchErrors(page, errors);
      return page;
    });
    for (const context of contexts) await context.close();
    expect(errors.filter((error) => !expectedErrors?.test(error))).toEqual([]);
  },
  ownerPage: async ({ openPage, owner }, use) => use(await openPage(owner)),
});

export { expect };

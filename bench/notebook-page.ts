import { type Browser, chromium, type Page } from "@playwright/test";
import { chromiumArgs, findChromium } from "../e2e/chromium";
import { setUp } from "../e2e/people";
import { type QuireServer, startQuire } from "../e2e/quire-server";

export interface BenchPage {
  page: Page;
  server: QuireServer;
  close: () => Promise<void>;
}

/** A page of the workspace's owner, on a real server of its own with the examples. Needs a finished build. */
export async function openBenchPage(): Promise<BenchPage> {
  const server = await startQuire();
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server.dispose();
  };
  try {
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs });
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: { width: 1440, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    // tsx keeps the names of functions with a helper that a function sent to the page does not have.
    await context.addInitScript("globalThis.__name = (named) => named");
    const page = await context.newPage();
    await setUp(page, server.setupUrl ?? "");
    return { page, server, close };
  } catch (error) {
    await close();
    throw error;
  }
}

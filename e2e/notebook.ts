import { expect, type Locator, type Page } from "@playwright/test";

export const cell = (page: Page, id: string): Locator => page.locator(`[data-cell="${id}"]`);

/** Opens a notebook from the list and waits until its cells stand. */
export async function openNotebook(page: Page, title: string): Promise<void> {
  await page.goto("/w/vision-team");
  await page.getByRole("link", { name: title }).click();
  await expect(page).toHaveURL(/\/notebooks\//);
  await expect(page.locator("[data-cell]").first()).toBeVisible();
}

/** Presses Run all and waits until no cell runs, waits or has failed. */
export async function runAll(page: Page, timeout = 90_000): Promise<void> {
  await page.getByRole("button", { name: "Run all" }).click();
  await untilSettled(page, timeout);
}

const codeCells = "[data-cell]:has([aria-label^='Run cell'], [aria-label^='Stop cell'])";

export async function untilSettled(page: Page, timeout = 90_000): Promise<void> {
  const states = () =>
    page
      .locator(codeCells)
      .evaluateAll((cells) => [...new Set(cells.map((one) => one.getAttribute("data-state")))].sort());
  await expect.poll(states, { timeout }).toEqual(["fresh"]);
}

/** Replaces the text of a cell as a person would: by pasting over it. */
export async function typeInto(page: Page, id: string, text: string): Promise<void> {
  await cell(page, id).locator("[data-cell-editor]").click();
  await expect(cell(page, id).locator(".native-edit-context")).toBeFocused();
  await page.evaluate((clip) => navigator.clipboard.writeText(clip), text);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
}

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

/** The editors of all cells, in order. */
export const editors = (page: Page): Locator => page.locator("[data-cell-editor]");
/** All cells, in order. */
export const cells = (page: Page): Locator => page.locator("[data-cell]");

/** A new notebook with the given code cells, made by keys. It ends in command mode, on the last cell. */
export async function newNotebook(page: Page, sources: readonly string[]): Promise<void> {
  await page.goto("/w/vision-team");
  await page.getByRole("button", { name: "New notebook" }).click();
  await expect(page).toHaveURL(/\/notebooks\//);
  await expect(editors(page).first()).toBeVisible();
  for (const [i, text] of sources.entries()) {
    if (i > 0) await page.keyboard.press("b");
    await expect(editors(page)).toHaveCount(i + 1);
    await paste(page, editors(page).nth(i), text);
    await page.keyboard.press("Escape");
  }
}

/** Replaces what an editor holds, and waits until it shows it. */
export async function paste(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.click();
  await expect(editor.locator(".native-edit-context")).toBeFocused();
  await page.evaluate((clip) => navigator.clipboard.writeText(clip), text);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
  await expect.poll(() => codeOf(editor)).toBe(text);
}

/** The text of an editor as it is painted: Monaco's lines may stand in any order in the page. */
export function codeOf(editor: Locator): Promise<string> {
  return editor.locator(".view-line").evaluateAll((lines) =>
    lines
      .map((line) => ({
        top: line.getBoundingClientRect().top,
        text: (line.textContent ?? "").replaceAll("\u00a0", " "),
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text)
      .join("\n"),
  );
}

/** Selects a cell without editing it. */
export async function select(page: Page, index: number): Promise<void> {
  await editors(page).nth(index).click();
  await page.keyboard.press("Escape");
  await expect(cells(page).nth(index)).toHaveAttribute("data-active", "true");
}

export const untilSaved = (page: Page): Promise<void> =>
  expect(page.getByTestId("saved")).toHaveAttribute("data-saved", "true");

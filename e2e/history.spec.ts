import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { cells, codeOf, editors, newNotebook, paste, select, untilSaved } from "./notebook";

/** Opens the notebook of another page, and waits until its last editor stands. */
async function join(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(editors(page).last().locator(".view-line").first()).toBeAttached();
}

const timeline = (page: Page) => page.getByRole("navigation", { name: "Versions" });
const comparison = (page: Page) => page.getByRole("region", { name: "Comparison of versions" });
const code = (page: Page, index: number) => codeOf(editors(page).nth(index));

async function nameVersion(page: Page, name: string): Promise<void> {
  await untilSaved(page);
  await page.getByRole("button", { name: "Name this version" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.keyboard.press("Enter");
  await expect(timeline(page).getByRole("button", { name, exact: false }).first()).toBeVisible();
}

test("versions are named, compared by cell, word and person, and brought back as an edit that undo takes back", async ({
  ownerPage: ana,
  openPage,
  members,
}) => {
  await newNotebook(ana, ["const rate = 1;\n// the same\nrate;", "20 + 3;"]);
  await ana.keyboard.press("ControlOrMeta+Enter");
  const result = (page: Page) => cells(page).filter({ hasText: "20 + 3" }).getByTestId("output");
  await expect(result(ana)).toContainText("23");
  await ana.keyboard.press("Shift+Y");
  await expect(timeline(ana).getByRole("button", { name: /^Now/ })).toHaveAttribute("aria-current", "true");
  await nameVersion(ana, "Before the review");

  const mara = await openPage(members.editor);
  await join(mara, ana.url());
  await expect.poll(() => code(mara, 0)).toContain("rate = 1");
  await paste(mara, editors(mara).first(), "const rate = 41;\n// the same\nrate;");
  await mara.keyboard.press("Escape");
  await select(ana, 1);
  await ana.keyboard.press("d");
  await ana.keyboard.press("d");
  await expect(cells(mara)).toHaveCount(1);
  await untilSaved(mara);
  await expect(timeline(ana).getByRole("button", { name: /^Now/ })).toContainText("Ana Silva and Mara Lind");
  await ana.keyboard.press("F2");
  await ana.getByLabel("Title").fill("Rates");
  await ana.keyboard.press("Enter");
  await expect(timeline(ana)).toContainText("Ana Silva called it “Rates”, before “Untitled notebook”");
  await nameVersion(ana, "After the review");

  // By keys: from now, past the newest, to the one before.
  await timeline(ana).getByRole("button", { name: /^Now/ }).focus();
  await ana.keyboard.press("ArrowDown");
  await ana.keyboard.press("ArrowDown");
  await ana.keyboard.press("Enter");
  const compared = comparison(ana);
  await expect(compared.getByText("1 cell changed, 1 cell removed")).toBeVisible();
  await expect(compared.getByText("The title:").locator("..")).toContainText("Untitled notebook→Rates");
  const changed = compared.getByRole("article", { name: "Cell 1, text" });
  await expect(changed.locator("[data-line=removed] mark")).toHaveText("1");
  await expect(changed.locator("[data-line=added] mark")).toHaveText("41");
  await expect(changed.getByRole("heading").locator("..")).toContainText("Mara Lind");
  await expect(changed.locator("[data-line=added]")).toContainText("Mara Lind");
  const removed = compared.getByRole("article", { name: "Cell, removed" });
  await expect(removed.getByRole("heading").locator("..")).toContainText("Ana Silva");
  // Keys for cells mean nothing here.
  await ana.keyboard.press("b");
  expect(await cells(ana).count()).toBe(1);

  // Any two; the address names them, and back leads back.
  const upToNow = ana.url();
  await compared.getByLabel("Later version").selectOption({ label: "After the review" });
  await expect(ana).toHaveURL(/version=.*&against=/);
  await expect(changed.locator("[data-line=added] mark")).toHaveText("41");
  await ana.goBack();
  await expect(ana).toHaveURL(upToNow);

  // One cell comes back for everybody, with what it had shown.
  await removed.getByRole("button", { name: "Restore this cell" }).click();
  await expect(compared.getByText("1 cell changed", { exact: false })).not.toContainText("removed");
  await expect(result(mara)).toContainText("23");

  // The whole version: others see it, one press takes it back.
  await compared.getByRole("button", { name: "Restore this version" }).click();
  await expect(compared).toHaveCount(0);
  await expect.poll(() => code(mara, 0)).toContain("rate = 1;");
  const title = mara.getByRole("navigation", { name: "Breadcrumb" }).getByRole("heading");
  await expect(title).toHaveText("Untitled notebook");
  await expect(timeline(ana).getByText("Automatic").first()).toBeVisible();
  const restored = ana.locator("[data-sonner-toast]", { hasText: "“Before the review” is restored." });
  await restored.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => code(mara, 0)).toContain("rate = 41;");
  await expect(cells(mara)).toHaveCount(2);
  await expect(title).toHaveText("Rates");

  // A viewer sees all of it and can bring back nothing.
  const cleo = await openPage(members.viewer);
  await cleo.goto(upToNow);
  await expect(comparison(cleo).locator("[data-line=added] mark")).toHaveText("41");
  await cleo.getByRole("button", { name: "History" }).click();
  await expect(timeline(cleo)).toContainText("Before the review");
  for (const name of [/^Restore/, /^Remove/, "Name this version", /^More for/])
    await expect(cleo.getByRole("button", { name })).toHaveCount(0);
  await comparison(cleo).focus();
  await cleo.keyboard.press("Escape");
  await expect(comparison(cleo)).toHaveCount(0);
  await expect(cleo).not.toHaveURL(/version=/);
});

test("undo takes back one's own, in text and in cells, and nothing of a colleague's", async ({
  ownerPage: ana,
  openPage,
  members,
}) => {
  await newNotebook(ana, ["'first';"]);
  await ana.keyboard.press("b");
  await paste(ana, editors(ana).nth(1), "'of ana';");
  await ana.keyboard.press("Escape");
  const mara = await openPage(members.editor);
  await join(mara, ana.url());
  await expect.poll(() => code(mara, 1)).toBe("'of ana';");
  await editors(mara).nth(1).click();
  await mara.keyboard.press("ControlOrMeta+End");
  // Pasted: one step, however slow the machine is.
  await mara.evaluate((clip) => navigator.clipboard.writeText(clip), " 'of mara';");
  await mara.keyboard.press("ControlOrMeta+V");
  await expect.poll(() => code(ana, 1)).toBe("'of ana'; 'of mara';");

  // Back through her typing and the insertion: the cell stays, for Mara wrote in it.
  await select(ana, 0);
  await ana.keyboard.press("z");
  await expect.poll(() => code(mara, 1)).toBe(" 'of mara';");
  await ana.keyboard.press("z");
  await ana.keyboard.press("z");
  await expect.poll(() => code(mara, 0)).toBe("");
  expect(await cells(ana).count()).toBe(2);
  await expect.poll(() => code(mara, 1)).toBe(" 'of mara';");

  // Mara's own undo, in her editor, takes back hers alone; Ana's redo brings hers again.
  await mara.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => code(ana, 1)).toBe("");
  await ana.keyboard.press("Shift+Z");
  await expect.poll(() => code(mara, 0)).toBe("'first';");

  // A deleted cell comes back, and what was typed in it before can still be taken back.
  await paste(ana, editors(ana).nth(1), "'typed';");
  await ana.keyboard.press("Escape");
  await ana.keyboard.press("d");
  await ana.keyboard.press("d");
  await expect(cells(mara)).toHaveCount(1);
  await ana.keyboard.press("z");
  await expect.poll(() => code(mara, 1)).toBe("'typed';");
  await editors(ana).nth(1).click();
  await ana.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => code(mara, 1)).toBe("");
});

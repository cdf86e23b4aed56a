import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { cells, codeOf, editors, newNotebook, paste, select } from "./notebook";

const output = (page: Page, index: number) => cells(page).nth(index).getByTestId("output");
const state = (page: Page, index: number, wanted: string) =>
  expect(cells(page).nth(index)).toHaveAttribute("data-state", wanted, { timeout: 30_000 });

/** What all code cells hold, in the order of the page. */
async function sources(page: Page): Promise<string[]> {
  const all = await editors(page).all();
  return Promise.all(all.map((editor) => codeOf(editor)));
}

test("a notebook is made, renamed, deleted from the list, and taken back", async ({ ownerPage: page }) => {
  await newNotebook(page, ["1;"]);
  const url = page.url();
  await page.goto("/w/vision-team");
  const list = page.getByRole("table", { name: "Notebooks" });
  const row = list.getByRole("row").filter({ has: page.locator(`a[href="${new URL(url).pathname}"]`) });
  await row.hover();
  await row.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByLabel("Title", { exact: true }).fill("Wine");
  await page.keyboard.press("Enter");
  await expect(list.getByRole("link", { name: "Wine" })).toBeVisible();
  await row.hover();
  await page.getByRole("button", { name: "More for Wine" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(list.getByRole("link", { name: "Wine" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await list.getByRole("link", { name: "Wine" }).click();
  await expect(page).toHaveURL(url);
  await expect(page.getByRole("heading", { name: "Wine" })).toBeVisible();
});

test("cells are added, moved, split, merged, deleted and brought back", async ({ ownerPage: page }) => {
  await newNotebook(page, ["'b';"]);
  const expectSources = (wanted: string[]) => expect.poll(() => sources(page)).toEqual(wanted);

  await page.keyboard.press("a");
  await expect(cells(page)).toHaveCount(2);
  await paste(page, editors(page).first(), "'a';");
  await page.getByRole("button", { name: "Insert code at the end" }).click();
  await expect(cells(page)).toHaveCount(3);
  await page.keyboard.press("Escape");
  await paste(page, editors(page).nth(2), "'c';");
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+Shift+ArrowUp");
  await expectSources(["'a';", "'c';", "'b';"]);

  // Dragged by its handle from the top to below the last.
  await cells(page).first().hover();
  const handle = cells(page).first().getByTitle("Drag to move");
  const [from, to] = [await handle.boundingBox(), await cells(page).nth(2).boundingBox()];
  if (!from || !to) throw new Error("The cells are not on the page");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y + 30, { steps: 4 });
  await page.mouse.move(to.x + 60, to.y + to.height + 8, { steps: 8 });
  await page.mouse.up();
  await expectSources(["'c';", "'b';", "'a';"]);

  await paste(page, editors(page).first(), "const x = 1;\nconst y = 2;");
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("End");
  await page.keyboard.press("Control+Shift+-");
  await expectSources(["const x = 1;", "const y = 2;", "'b';", "'a';"]);
  await select(page, 0);
  await page.keyboard.press("Shift+M");
  await expectSources(["const x = 1;\nconst y = 2;", "'b';", "'a';"]);

  await select(page, 1);
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await expectSources(["const x = 1;\nconst y = 2;", "'a';"]);
  await page.keyboard.press("z");
  await expectSources(["const x = 1;\nconst y = 2;", "'b';", "'a';"]);
});

test("a cell becomes text, with formulas set, and code again", async ({ ownerPage: page }) => {
  await newNotebook(page, ["# Loss\n\nIt is $\\frac{1}{n}\\sum_i (y_i - \\hat y_i)^2$, **squared**."]);
  await page.keyboard.press("m");
  await expect(page.getByRole("heading", { name: "Loss" })).toBeVisible();
  await expect(cells(page).first().locator(".katex .mfrac")).toBeVisible();
  await expect(cells(page).first().locator("strong")).toHaveText("squared");
  await page.keyboard.press("y");
  await expect(editors(page)).toHaveCount(1);
  await expect.poll(() => codeOf(editors(page).first())).toContain("# Loss");
});

test("cells run, alone and with all above; a busy loop is stopped and the kernel lives on; a restart forgets", async ({
  ownerPage: page,
}) => {
  await newNotebook(page, ["const x = 20;\nconst seen: number[] = [];", "for (;;) {}", "x + 3;"]);
  await select(page, 2);
  await page.keyboard.press("ControlOrMeta+Enter");
  await state(page, 2, "fresh");
  await expect(output(page, 2)).toContainText("23");
  await state(page, 0, "fresh");
  await state(page, 1, "idle");

  await select(page, 1);
  await page.keyboard.press("ControlOrMeta+Enter");
  await state(page, 1, "running");
  await page.keyboard.press("i");
  await page.keyboard.press("i");
  await state(page, 1, "cancelled");
  await paste(page, editors(page).nth(1), "const z = 100;");
  await page.keyboard.press("Escape");
  // Each run adds to what an earlier cell holds, until a restart forgets it.
  await paste(page, editors(page).nth(2), 'seen.push(x + z);\n"run " + seen.length + " of " + (x + z);');
  await page.keyboard.press("Escape");
  for (const shown of ["run 1 of 120", "run 2 of 120"]) {
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(output(page, 2)).toContainText(shown);
  }
  await page.keyboard.press("0");
  await page.keyboard.press("0");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(output(page, 2)).toContainText("run 1 of 120");
  await page.keyboard.press("b");
  await expect(cells(page)).toHaveCount(4);
  await page.keyboard.press("Escape");
  await cells(page).nth(3).hover();
  await page.getByRole("button", { name: "More for cell 4" }).click();
  await page.getByRole("menuitem", { name: "Run all above" }).click();
  for (const index of [0, 1, 2]) await state(page, index, "fresh");
  await expect(output(page, 2)).toContainText("of 120");
});

test("an error names the cell's own line", async ({ ownerPage: page }) => {
  await newNotebook(page, ['interface Point { x: number }\n\nconst p: Point = { x: 1 };\nthrow new Error("too far");']);
  await page.keyboard.press("ControlOrMeta+Enter");
  await state(page, 0, "failed");
  const error = cells(page).first().getByRole("group", { name: "Error" });
  await expect(error).toContainText("too far");
  await expect(error.getByRole("button", { name: "line 4" })).toBeVisible();
});

test.describe("HTML of a cell", () => {
  test.use({ expectedErrors: /sandboxed|SecurityError|cross-origin/ });

  test("stands in an opaque frame, and reaches nothing of the page", async ({ ownerPage: page }) => {
    const script = [
      'const tried = (name, f) => { try { f(); return name + " reached"; } catch { return name + " closed"; } };',
      'document.querySelector("p").textContent = [origin, tried("page", () => parent.document.title), tried("cookie", () => document.cookie), tried("storage", () => localStorage.length)].join(", ");',
    ].join("");
    await newNotebook(page, [`import { html } from "quire";\nhtml\`<p>none</p><script>${script}</script>\`;`]);
    await page.keyboard.press("ControlOrMeta+Enter");
    const frame = cells(page).first().locator("iframe");
    await expect(frame).toHaveAttribute("sandbox", "allow-scripts");
    await expect(frame.contentFrame().locator("p")).toHaveText("null, page closed, cookie closed, storage closed");
  });
});

test("the palette finds a command, and ? shows all keys", async ({ ownerPage: page }) => {
  await newNotebook(page, ["1;"]);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder("Find a command or a notebook").fill("insert a cell below");
  await page.keyboard.press("Enter");
  await expect(cells(page)).toHaveCount(2);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Split the cell at the caret");
});

import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures";
import { cells, codeOf, editors, newNotebook, runAll, select, untilSaved } from "./notebook";

test("names, matches and cells are found, replaced, folded and carried to another notebook", async ({
  ownerPage: page,
  openPage,
  owner,
}) => {
  const other = await openPage(owner);
  await newNotebook(other, ["'here';"]);
  await page.bringToFront();
  await newNotebook(page, [
    "const rows = [1, 2, 3];",
    "const total = rows.length * 2;",
    "total + rows.length",
    `"${"a".repeat(40)}!"`,
  ]);
  await runAll(page);

  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+V");
  const variables = page.getByRole("list", { name: "Variables" });
  await expect(variables.getByRole("listitem").first()).toContainText("rowsArray · 3 items");
  await expect(variables).toContainText("total");
  await variables.getByRole("button", { name: /^rows/ }).click();
  await expect(variables).toContainText("Array(3)");
  await variables.getByRole("button", { name: "Go to cell 3, where rows is used" }).click();
  await expect(editors(page).nth(2).locator(".native-edit-context")).toBeFocused();

  // From within a cell; the match is marked there, and the focus stays in the field.
  await page.keyboard.press("ControlOrMeta+F");
  const bar = page.getByRole("search");
  const field = bar.getByLabel("Find", { exact: true });
  await expect(field).toBeFocused();
  await field.fill("ROWS");
  await expect(bar.getByRole("status")).toHaveText("3 of 3");
  await expect(editors(page).nth(2).locator(".quire-found-current")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(bar.getByRole("status")).toHaveText("1 of 3");
  await page.keyboard.press("Alt+c");
  await expect(bar.getByRole("status")).toHaveText("None");
  await page.keyboard.press("Alt+r");
  await field.fill("(rows");
  await expect(bar.getByRole("alert")).toHaveText("This is no regular expression: unterminated group.");
  // It would take years; the page goes on, and says so.
  await field.fill("(a+)+$");
  await expect(bar.getByRole("alert")).toContainText("The search was given up");

  await field.fill("(rows)\\b");
  await expect(bar.getByRole("status")).toHaveText(/^\d of 3$/);
  await page.keyboard.press("ControlOrMeta+H");
  await bar.getByLabel("Replace with").fill("my_$1");
  await bar.getByRole("button", { name: "Replace all matches" }).click();
  await expect.poll(() => codeOf(editors(page).nth(1))).toBe("const total = my_rows.length * 2;");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => codeOf(editors(page).nth(1))).toBe("const total = rows.length * 2;");
  await expect.poll(() => codeOf(editors(page).nth(0))).toBe("const rows = [1, 2, 3];");
  await field.focus();
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);

  await select(page, 0);
  await page.keyboard.press("Shift+H");
  await expect(cells(page).first().getByRole("button", { name: "Show the code" })).toContainText("const rows");
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await page.keyboard.press("Shift+K");
  await page.keyboard.press("c");
  await untilSaved(page);

  // Another window, and what is folded comes along.
  await other.bringToFront();
  await other.keyboard.press("v");
  await expect(cells(other)).toHaveCount(3);
  await expect(cells(other).nth(1).getByRole("button", { name: "Show the code" })).toBeVisible();
  await expect.poll(() => codeOf(editors(other).nth(1))).toBe("const total = rows.length * 2;");
  await other.keyboard.press("ControlOrMeta+C");
  await other.keyboard.press("ControlOrMeta+V");
  await other.keyboard.press("ControlOrMeta+V");
  await expect(cells(other)).toHaveCount(7);
  await expect(other.getByTestId("state-map").locator("[data-stripe]")).toHaveCount(7);
});

test("notebooks are imported, put into folders, found by their text, exported, deleted, restored and deleted for good", async ({
  ownerPage: page,
}) => {
  await page.goto("/w/vision-team");
  const file = {
    name: "Field notes.md",
    mimeType: "text/markdown",
    buffer: Buffer.from("# Herons\n\nSeen at the weir.\n"),
  };
  await page.getByLabel("Files to import").setInputFiles([file]);
  await expect(page).toHaveURL(/\/notebooks\//);
  await expect(page.getByRole("heading", { name: "Herons" })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Export as TypeScript" }).click();
  expect((await download).suggestedFilename()).toBe("Field notes.nb.ts");

  await page.goto("/w/vision-team");
  const list = page.getByRole("table", { name: "Notebooks" });
  const more = async (title: string, item: string) => {
    await list.getByRole("row").filter({ hasText: title }).hover();
    await list.getByRole("button", { name: `More for ${title}`, exact: true }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await more("Field notes", "Folder and tags");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Folder").fill("Birds/Water");
  await dialog.getByLabel("Tags").fill("weir, 2026");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Birds" }).click();
  await page.getByRole("link", { name: "Water" }).click();
  await expect(page).toHaveURL(/folder=Birds%2FWater/);
  await expect(list.getByRole("row").filter({ hasText: "Field notes" })).toContainText("#weir #2026");
  await more("Field notes", "Duplicate");
  await expect(list.getByRole("link", { name: "Field notes (copy)" })).toBeVisible();

  // Another file, dropped on the folder, lies in it.
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["// %%\nconst dropped = 1;\n"], "dropped.nb.ts"));
    return transfer;
  });
  for (const type of ["dragenter", "dragover", "drop"]) await list.dispatchEvent(type, { dataTransfer: data });
  await expect(page).toHaveURL(/\/notebooks\//);
  await page.goBack();
  await expect(list.getByRole("link", { name: "dropped" })).toBeVisible();

  await page.getByRole("navigation", { name: "Folder" }).getByRole("link", { name: "Notebooks" }).click();
  await page.getByRole("button", { name: "weir, 2" }).click();
  await expect(list.getByRole("link")).toHaveCount(2);
  await page.getByRole("button", { name: "weir, 2" }).click();
  await page.keyboard.press("/");
  await page.getByLabel("Search notebooks").fill("seen wei");
  const text = page.getByRole("region", { name: "In the text" });
  await expect(text.getByRole("link", { name: "Seen at the weir." })).toHaveCount(2);
  await text.getByRole("link", { name: "Seen at the weir." }).first().click();
  await expect(page).toHaveURL(/#cell-/);
  await expect(page.locator("[data-cell][data-active=true]")).toContainText("Seen at the weir.");

  await page.goto("/w/vision-team?folder=Birds%2FWater");
  await more("Field notes (copy)", "Delete");
  await page.goto("/w/vision-team");
  await page.getByRole("link", { name: "Deleted notebooks" }).click();
  await page.getByRole("button", { name: "Restore Field notes (copy)" }).click();
  await expect(page.getByText("“Field notes (copy)” is back.")).toBeVisible();
  await page.goto("/w/vision-team?folder=Birds%2FWater");
  await expect(list.getByRole("link", { name: "Field notes (copy)" })).toBeVisible();

  // Several at once: by x and a range from the keyboard, by boxes with the mouse.
  const links = list.getByRole("link");
  await expect(links).toHaveCount(3);
  await links.first().focus();
  await page.keyboard.press("x");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+X");
  const bar = page.getByRole("group", { name: "Selected notebooks" });
  await expect(bar.getByRole("status")).toHaveText("3 selected");
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await list.getByRole("checkbox", { name: "Select dropped" }).check();
  await list.getByRole("checkbox", { name: "Select Field notes (copy)" }).check();
  await bar.getByRole("button", { name: "Folder and tags" }).click();
  await dialog.getByLabel("Tags").fill("kept");
  await dialog.getByRole("button", { name: "Save" }).click();
  for (const title of ["dropped", "Field notes (copy)"])
    await expect(list.getByRole("row").filter({ hasText: title })).toContainText("#kept");
  await expect(list.getByRole("row").filter({ hasText: "(copy)" })).toContainText("#weir #2026 #kept");
  const archive = page.waitForEvent("download");
  await bar.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Markdown" }).click();
  expect((await archive).suggestedFilename()).toBe("notebooks.zip");
  const files = (await readFile(await (await archive).path())).toString("latin1");
  for (const file of ["dropped.md", "Field notes (copy).md"]) expect(files).toContain(file);
  await bar.getByRole("button", { name: "Delete 2 notebooks" }).click();
  await expect(links).toHaveCount(1);

  // One goes for good, then all that is left.
  await page.goto("/w/vision-team?bin=1");
  await page.getByRole("button", { name: "Delete dropped for good" }).click();
  await expect(dialog).toContainText("Delete “dropped” for good?");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByRole("list", { name: "Deleted notebooks" })).not.toContainText("dropped");
  await page.getByRole("button", { name: "Empty the bin" }).click();
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByText("Nothing is deleted")).toBeVisible();
});

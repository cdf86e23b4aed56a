import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { cells, codeOf, editors, newNotebook, paste, select, untilSaved } from "./notebook";

const output = (page: Page, index: number) => cells(page).nth(index).getByTestId("output");
const state = (page: Page, index: number, wanted: string) =>
  expect(cells(page).nth(index)).toHaveAttribute("data-state", wanted, { timeout: 30_000 });
const run = async (page: Page, index: number) => {
  await select(page, index);
  await page.keyboard.press("ControlOrMeta+Enter");
};

test("names at odds are mended by one press, and what is stale runs by one key", async ({ ownerPage: page }) => {
  await newNotebook(page, ["const x = 2;", "x * 10;", "const x = 7;\nx + 1;", "x = x + 40;\nx;", "x;"]);
  const note = (index: number) => cells(page).nth(index).getByRole("group", { name: "Problem" });
  await expect(note(2)).toContainText('"x" is already defined in another cell');
  await expect(note(3)).toContainText('assigns to "x"');
  await expect(cells(page).first().getByRole("group", { name: "Notice" })).toContainText("this one is not affected");
  await note(2).getByRole("button", { name: "Show cell 1" }).click();
  await expect(cells(page).first()).toHaveAttribute("data-active", "true");

  // A cell that had been refused runs when it is mended.
  await run(page, 2);
  await state(page, 2, "failed");
  await note(2).getByRole("button", { name: "Make local to this cell" }).click();
  await expect.poll(() => codeOf(editors(page).nth(2))).toBe("{\n  const x = 7;\n  x + 1;\n}");
  await state(page, 2, "fresh");
  await expect(output(page, 2)).toContainText("8");
  await note(3).getByRole("button", { name: "Call it x2 here and below" }).click();
  await expect.poll(() => codeOf(editors(page).nth(4))).toBe("x2;");
  await run(page, 4);
  await expect(output(page, 4)).toContainText("42");
  await run(page, 1);
  await expect(output(page, 1)).toContainText("20");

  await paste(page, editors(page).first(), "const x = 3;");
  await page.keyboard.press("Escape");
  for (const index of [0, 1, 3, 4]) await state(page, index, "stale");
  await expect(output(page, 1)).toContainText("stale: x has changed");
  for (const [key, at] of [
    ["F8", 1],
    ["F8", 3],
    ["Shift+F8", 1],
    ["Shift+F8", 0],
    ["Shift+F8", 4],
  ] as const) {
    await page.keyboard.press(key);
    await expect(cells(page).nth(at)).toHaveAttribute("data-active", "true");
  }
  await page.keyboard.press("Shift+S");
  for (const index of [0, 1, 3, 4]) await state(page, index, "fresh");
  await expect(output(page, 1)).toContainText("30");
  await expect(output(page, 4)).toContainText("43");

  // Cells that need each other become one, and undo makes them two again.
  await paste(page, editors(page).nth(2), "const up = () => down + 1;\nup();");
  await paste(page, editors(page).nth(4), "const down = up.length;\nup();");
  await page.keyboard.press("Escape");
  await expect(note(2)).toContainText('This cell and the cell of "down" need each other');
  await note(4).getByRole("button", { name: "Merge these cells" }).click();
  await expect(cells(page)).toHaveCount(4);
  await expect.poll(() => codeOf(editors(page).nth(2))).toContain("up();\nconst down = up.length;");
  await page.keyboard.press("z");
  await expect(cells(page)).toHaveCount(5);
  await expect(note(2)).toContainText("need each other");
});

test("cheap cells follow, a pinned one keeps its value, a disabled one is skipped, and a restart says what it took", async ({
  ownerPage: page,
}) => {
  await newNotebook(page, [
    "const n = 1, seen: number[] = [];",
    "n + 1;",
    "const kept = n;\nkept;",
    "seen.push(n);\nseen.length;",
  ]);
  const menuOf = async (index: number, item: string) => {
    await cells(page).nth(index).hover();
    await page.getByRole("button", { name: `More for cell ${index + 1}` }).click();
    await page.getByRole("menuitemcheckbox", { name: item }).click();
  };
  await page.getByTestId("kernel-badge").click();
  await page.getByRole("menuitemcheckbox", { name: "Cheap cells follow by themselves" }).click();
  await menuOf(2, "Pin");
  await expect(cells(page).nth(2)).toContainText("Pinned");
  await page.getByRole("button", { name: "Run all" }).click();
  for (const index of [0, 1, 2, 3]) await state(page, index, "fresh");

  await paste(page, editors(page).first(), "const n = 5, seen: number[] = [];");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(output(page, 1)).toContainText("6");
  await state(page, 2, "stale");
  await expect(output(page, 2)).toContainText("pinned");
  await state(page, 3, "stale");
  await run(page, 3);
  await state(page, 3, "fresh");
  await run(page, 3);
  await state(page, 3, "continued");
  await expect(output(page, 3)).toContainText("seen was changed by an earlier run");
  await output(page, 3).getByRole("button", { name: "start over" }).click();
  await state(page, 3, "fresh");

  await menuOf(1, "Disable");
  await state(page, 1, "stale");
  await expect(cells(page).nth(1)).toContainText("Disabled");
  await select(page, 0);
  await page.keyboard.press("0");
  await page.keyboard.press("0");
  const notice = page.getByRole("status", { name: "Kernel" });
  await expect(notice).toContainText("The kernel was restarted. The values of n, seen, kept are gone.");
  for (const index of [0, 2, 3]) await state(page, index, "stale");
  await notice.getByRole("button", { name: "Run 3 cells again" }).click();
  for (const index of [0, 2, 3]) await state(page, index, "fresh");
  await expect(notice).toHaveCount(0);

  // What a notebook is set to is there for the next who opens it; its results are taken as they are recorded.
  await untilSaved(page);
  await page.reload();
  await state(page, 0, "fresh");
  await expect(cells(page).nth(2)).toContainText("Pinned");
});

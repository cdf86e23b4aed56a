import { readFile } from "node:fs/promises";
import { type Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { cells, newNotebook, runAll, select } from "./notebook";

const output = (page: Page, index: number) => cells(page).nth(index).getByTestId("output");

const sources = [
  "const rows = Array.from({ length: 250_000 }, (_, n) => ({ n, half: n / 2, word: n % 3 ? 'odd one' : 'third' }));\nrows",
  "for (let n = 0; n < 3000; n++) n % 1000 === 7 ? console.warn('careful', n) : console.log('line', n);",
  'import { display } from "quire";\ndisplay.latex("x^2");\ndisplay.mermaid("graph LR; Loader-->Trainer");\ndisplay.vega({ mark: "bar", title: "Votes", data: { values: [{ a: "yes", b: 3 }] }, encoding: { x: { field: "a" }, y: { field: "b", type: "quantitative" } } });',
  'import { display as show } from "quire";\nconst shown = show("first");\nshown.update("second");\nconst deep = { list: Array.from({ length: 150 }, (_, i) => i) };\ndeep',
];

test("a long table is sorted, filtered and saved whole; lines fold; drawings stand in frames; trees unfold to their end", async ({
  ownerPage: page,
  openPage,
  members,
}) => {
  await newNotebook(page, sources);
  await runAll(page);

  const table = output(page, 0).getByRole("region", { name: "Table, 250,000 rows" });
  // Running to the last cell has led the page away from the first.
  await select(page, 0);
  const half = table.getByRole("columnheader", { name: "half" });
  await half.getByRole("button").click();
  await expect(half).toHaveAttribute("aria-sort", "ascending");
  await half.getByRole("button").click();
  await expect(half).toHaveAttribute("aria-sort", "descending");
  await expect(table.getByRole("row").nth(2)).toContainText("249,999");
  await output(page, 0).getByRole("searchbox", { name: "Filter the rows" }).fill("word = third and n < 300");
  await expect(output(page, 0)).toContainText("100 of 250,000 rows");
  await expect(table.getByRole("row").nth(2)).toContainText("297");
  await output(page, 0).hover();
  await output(page, 0).getByRole("button", { name: "Save" }).click();
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "As CSV" }).click();
  const text = await readFile(await (await coming).path(), "utf8");
  expect(text.trim().split(/\r?\n/).slice(0, 2)).toEqual(["n,half,word", "297,148.5,third"]);
  expect(text.trim().split(/\r?\n/)).toHaveLength(101);

  const log = output(page, 1).getByRole("log");
  await expect(log.getByRole("button", { name: "3,000 lines", exact: true })).toBeVisible();
  await log.getByRole("button", { name: "3 warnings" }).click();
  await expect(log.getByLabel("Warning")).toHaveCount(3);

  await expect(output(page, 2).locator(".katex").first()).toBeVisible();
  const frames = output(page, 2).locator("iframe");
  await expect(frames).toHaveCount(2);
  await expect(frames.nth(0).contentFrame().getByText("Trainer")).toBeVisible();
  await expect(frames.nth(1).contentFrame().getByText("Votes")).toBeVisible();
  await expect(frames.nth(0)).toHaveAttribute("sandbox", "allow-scripts");

  await expect(output(page, 3)).toContainText("second");
  await expect(output(page, 3)).not.toContainText("first");
  await output(page, 3).getByText("list").click();
  await output(page, 3).getByRole("button", { name: "show 50" }).click();
  await expect(output(page, 3)).toContainText("149");

  // Somebody else reads all rows from the record, without a kernel.
  const mara = await openPage(members.viewer);
  await mara.goto(page.url());
  const theirs = output(mara, 0).getByRole("region", { name: "Table, 250,000 rows" });
  await theirs.getByRole("button", { name: "n", exact: true }).click();
  await theirs.getByRole("button", { name: "n", exact: true }).click();
  await expect(theirs.getByRole("row").nth(2)).toContainText("249,999");
});

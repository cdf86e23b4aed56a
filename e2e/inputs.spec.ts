import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { cells, editors, newNotebook, select } from "./notebook";

const output = (page: Page, index: number) => cells(page).nth(index).getByTestId("output");
const ready = (page: Page, index: number) => expect(cells(page).nth(index)).toHaveAttribute("data-state", "fresh");

const knobs = [
  'import { input } from "quire";',
  'const lr = input.slider({ label: "Learning rate", min: 0, max: 1, step: 0.1, value: 0.5 });',
  'const note = input.text({ label: "Note", shared: false, required: true, value: "draft" });',
  'console.log("made");',
].join("\n");

test("two people share a slider: it moves for both, what uses it runs again in each one's kernel, its own cell does not", async ({
  ownerPage: ana,
  openPage,
  members,
}) => {
  await newNotebook(ana, [knobs, "`rate ${lr}, ${note}`"]);
  await ana.getByRole("button", { name: "Run all" }).click();
  await expect(output(ana, 1)).toContainText("rate 0.5, draft");
  const mara = await openPage(members.editor);
  await mara.goto(ana.url());
  await expect(editors(mara).first()).toBeVisible();
  await mara.getByRole("button", { name: "Run all" }).click();
  await expect(output(mara, 1)).toContainText("Mara Lind");

  const [mine, theirs] = [ana, mara].map((page) => page.getByRole("slider", { name: "Learning rate" }));
  await mine?.focus();
  for (let i = 0; i < 3; i++) await ana.keyboard.press("ArrowRight");
  await expect(mine!).toHaveValue("0.8");
  await expect(theirs!).toHaveValue("0.8");
  for (const page of [ana, mara]) await expect(cells(page).nth(1)).toHaveAttribute("data-state", "stale");
  await expect(mine!).toBeFocused();

  // Ana runs what is stale; Mara's own kernel does so for her.
  await ana.keyboard.press("Escape");
  await ana.keyboard.press("Shift+S");
  await expect(output(ana, 1)).toContainText("rate 0.8, draft");
  await select(mara, 1);
  await mara.keyboard.press("Shift+S");
  await expect(output(mara, 1)).toContainText("Mara Lind");
  await expect(output(mara, 1)).toContainText("rate 0.8, draft");
  await expect(output(ana, 0).getByRole("log")).toHaveText("made");

  // What is one's own stays so, and what does not fit is said and not taken.
  const note = ana.getByRole("textbox", { name: "Note" });
  await note.fill("");
  await note.press("Enter");
  await expect(ana.getByText("This cannot be empty.")).toBeVisible();
  await expect(note).toHaveAttribute("aria-invalid", "true");
  await note.fill("final");
  await note.press("Enter");
  await expect(ana.getByText("This cannot be empty.")).toBeHidden();
  await expect(cells(ana).nth(1)).toHaveAttribute("data-state", "stale");
  await expect(mara.getByRole("textbox", { name: "Note" })).toHaveValue("draft");
  await ready(mara, 1);

  await ana.reload();
  await expect(ana.getByRole("slider", { name: "Learning rate" })).toHaveValue("0.8");
  await expect(ana.getByRole("textbox", { name: "Note" })).toHaveValue("final");
});

test("a button runs what counts its presses, a form applies its fields at once, rows and a file are chosen by keys", async ({
  ownerPage: page,
}) => {
  const form =
    'const { depth, name } = input.form({ depth: { type: "number", min: 1, step: 1 }, name: { type: "text", required: true } }, { label: "Plan", submit: "Plan it" });';
  const table = 'const rows = input.table([{ a: 1 }, { a: 2 }, { a: 3 }], { label: "Rows" });';
  await newNotebook(page, [
    ['import { input } from "quire";', 'const go = input.button("Train");', form, table].join("\n"),
    "`trained ${go}`",
    "`plan ${depth} ${name}`",
    "rows.map((row) => row.a).join('+')",
    'const data = input.file({ label: "Data", accept: ".csv" });',
    "await data?.text()",
  ]);
  await select(page, 0);
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.getByRole("button", { name: "Train" }).click();
  await expect(output(page, 1)).toContainText("trained 1");

  const plan = page.getByRole("form", { name: "Plan" });
  await plan.getByLabel("depth").fill("0");
  await plan.getByLabel("name").fill("mlp");
  await page.keyboard.press("Enter");
  await expect(plan.getByRole("alert")).toHaveText("At least 1.");
  await expect(plan.getByLabel("depth")).toBeFocused();
  await plan.getByLabel("depth").fill("4");
  await expect(page.getByText("Changed, not applied yet")).toBeVisible();
  await plan.getByRole("button", { name: "Plan it" }).click();
  await expect(output(page, 2)).toContainText("plan 4 mlp");

  const first = page.getByRole("checkbox", { name: "Row 1: 1" });
  await first.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(page.getByText("2 rows of 3 rows chosen")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(cells(page).first()).toBeFocused();
  await select(page, 3);
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(output(page, 3)).toContainText("1+3");

  await select(page, 4);
  await page.keyboard.press("ControlOrMeta+Enter");
  const picker = cells(page).nth(4).locator("input[type=file]");
  await picker.setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("no") });
  await expect(page.getByText("a.txt is none of .csv.")).toBeVisible();
  await picker.setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("x\n1") });
  await expect(cells(page).nth(4).getByText("a.csv", { exact: true })).toBeVisible();
  await select(page, 5);
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(output(page, 5)).toContainText('"x\\n1"');
});

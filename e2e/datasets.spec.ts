import AxeBuilder from "@axe-core/playwright";
import sharp from "sharp";
import { makeZip } from "@/server/features/datasets/testing";
import { expect, test } from "./fixtures";

const datasetsUrl = "/w/vision-team/datasets";
const csv = (rows: string[]) => ({
  name: "people.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(`name,age,kind,born\n${rows.join("\n")}\n`),
});
const rows = (n: number) =>
  Array.from(
    { length: n },
    (_, i) => `person ${i},${20 + (i % 60)},${i % 3 ? "a" : "b"},19${40 + (i % 60)}-01-0${1 + (i % 9)}`,
  );

test("a broken CSV names row and column, passes as text, gets a second version, and both compare", async ({
  ownerPage: page,
  openPage,
  owner,
}) => {
  const beside = await openPage(owner);
  await beside.goto(datasetsUrl);
  await expect(beside.getByRole("link", { name: "digits" })).toBeVisible();
  await page.goto(datasetsUrl);
  await page.getByRole("button", { name: "Import a dataset" }).click();
  const broken = rows(40).with(24, "person 24,unknown,a,1960-01-01");
  await page.locator("input[type=file]").setInputFiles(csv(broken));
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("people");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText("The import failed at row 25, column age.")).toBeVisible();
  await expect(page.getByText('"unknown" is not a number')).toBeVisible();
  await page.getByRole("button", { name: "Import “age” as text" }).click();
  await page.getByRole("button", { name: "Open people" }).click();
  await expect(page.getByRole("heading", { name: "people" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "unknown" })).toBeAttached();
  // A list that is open elsewhere has it at once.
  await expect(beside.getByRole("row", { name: /people/ })).toContainText("@1");

  await page.getByRole("button", { name: "Import a new version" }).click();
  await page.locator("input[type=file]").setInputFiles(csv(rows(500)));
  await page.getByLabel("What is new").fill("Ages corrected");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("button", { name: "Open people" }).click();
  await expect(page.getByText("people@2 · 500 rows")).toBeVisible();
  await expect(beside.getByRole("row", { name: /people/ })).toContainText("@2");
  await expect(page.getByRole("img", { name: /age; from 20 to 79/ })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByLabel("Compare with another version").selectOption("1");
  await expect(page.getByText("40 → 500 rows (+460)")).toBeVisible();
  await expect(page.getByRole("row", { name: /age .* became integer/ })).toBeVisible();
});

test("a zip of class folders becomes pictures in the preview", async ({ ownerPage: page }) => {
  const paint = (i: number) =>
    sharp({
      create: {
        width: 12,
        height: 12,
        channels: 3,
        background: { r: (i * 40) % 256, g: 120, b: 255 - ((i * 25) % 256) },
      },
    })
      .png()
      .toBuffer();
  const entries = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => ({
      path: `flowers/${i % 2 ? "rose" : "tulip"}/${i}.png`,
      bytes: await paint(i),
    })),
  );
  await page.goto(datasetsUrl);
  await page.getByRole("button", { name: "Import a dataset" }).click();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "flowers.zip", mimeType: "application/zip", buffer: makeZip(entries) });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("button", { name: "Open flowers" }).click();
  await expect(page.getByText("image 12×12×3")).toBeVisible();
  await expect(page.getByRole("img", { name: "Picture of 12 by 12 pixels" }).first()).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

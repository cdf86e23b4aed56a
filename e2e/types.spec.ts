import type { Locator, Worker } from "@playwright/test";
import { expect, test, watchErrors } from "./fixtures";
import { codeOf, editors, newNotebook, paste } from "./notebook";

const word = (editor: Locator, text: string): Locator =>
  editor.locator(".view-line span > span").filter({ hasText: text }).first();
const problems = (editor: Locator): Locator => editor.locator(".squiggly-error");

test.use({ expectedErrors: /killed by the test/ });

test("types follow others' edits, fixes and formatting need no mouse, and a lost language service comes back", async ({
  ownerPage: ana,
  owner,
  browser,
  quire,
}) => {
  await newNotebook(ana, [
    'import * as tf from "@tensorflow/tfjs";\nconst rows = await Promise.resolve([{ price: 1 }]);',
    "rows[0].price.toFixed(2);",
    "const rows = 'again';",
  ]);
  const [first, second, third] = [editors(ana).nth(0), editors(ana).nth(1), editors(ana).nth(2)];
  await expect(problems(second)).toHaveCount(0);

  // A name that is taken: the newcomer has the error, and the fix by keys.
  await expect(problems(third)).toHaveCount(1);
  await third.click();
  await expect(third.locator(".native-edit-context")).toBeFocused();
  await ana.keyboard.press("ControlOrMeta+Home");
  // To the problem and what it says, from the text and from the cell.
  await ana.keyboard.press("F8");
  await expect(third.locator(".marker-widget")).toContainText("rows");
  await ana.keyboard.press("Escape");
  await expect(third.locator(".native-edit-context")).toBeFocused();
  await ana.keyboard.press("ControlOrMeta+.");
  const fix = ana.locator(".action-widget .monaco-list-row").filter({ hasText: 'Rename "rows" to "rows2"' });
  await expect(fix).toBeVisible();
  await ana.keyboard.press("Enter");
  await expect.poll(() => codeOf(third)).toBe("const rows2 = 'again';");
  await expect(problems(third)).toHaveCount(0);

  // Somebody else edits the first cell; the error appears in a cell that neither touches.
  const context = await browser.newContext({
    storageState: owner,
    baseURL: quire.url,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const ben = await context.newPage();
  const errors = watchErrors(ben);
  await ben.goto(ana.url());
  await paste(ben, editors(ben).first(), 'const rows = [{ price:"one" }]');
  await expect(problems(second)).toHaveCount(1);
  await word(second, "price").hover();
  await expect(ana.locator(".monaco-hover .hover-row").filter({ hasText: "price: string" })).toBeVisible();

  // Formatting all cells is one step, and undone as one.
  await ana.keyboard.press("Escape");
  await third.click();
  await ana.keyboard.press("ControlOrMeta+Shift+Alt+F");
  await expect.poll(() => codeOf(first)).toBe('const rows = [{ price: "one" }];');
  await expect.poll(() => codeOf(third)).toBe('const rows2 = "again";');
  await ana.keyboard.press("ControlOrMeta+Z");
  await expect.poll(() => codeOf(third)).toBe("const rows2 = 'again';");
  await expect.poll(() => codeOf(first)).toBe('const rows = [{ price:"one" }]');

  // The language service dies; the next one knows the document as it is.
  const service = async (): Promise<Worker | undefined> => {
    const named = await Promise.all(
      ana.workers().map(async (worker) => ({ worker, name: await worker.evaluate(() => self.name) })),
    );
    return named.find(({ name }) => name === "language-service")?.worker;
  };
  const lost = await service();
  await lost?.evaluate(() => {
    setTimeout(() => {
      throw new Error("killed by the test");
    });
  });
  await expect.poll(() => lost !== undefined && !ana.workers().includes(lost)).toBe(true);
  await paste(ana, second, "rows[0].nothing;");
  await expect(problems(second)).toHaveCount(1);
  expect(errors).toEqual([]);
  await context.close();
});

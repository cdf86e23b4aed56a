import type { Locator } from "@playwright/test";
import { expect, test, watchErrors } from "./fixtures";
import { codeOf, editors, newNotebook, paste } from "./notebook";

const word = (editor: Locator, text: string): Locator =>
  editor.locator(".view-line span > span").filter({ hasText: text }).first();
const problems = (editor: Locator): Locator => editor.locator(".squiggly-error");

test("a cell knows the types of the others, and of the libraries", async ({ ownerPage: page }) => {
  await newNotebook(page, [
    'import * as tf from "@tensorflow/tfjs";\nconst prices = [1, 2, 3];',
    "const total = prices.length;",
    "total.toUpperCase();",
  ]);
  const [first, second, third] = [editors(page).nth(0), editors(page).nth(1), editors(page).nth(2)];

  // An error that follows from another cell, and goes when that cell changes.
  await expect(problems(third)).toHaveCount(1);
  await paste(page, second, 'const total = "three";');
  await expect(problems(third)).toHaveCount(0);
  await paste(page, second, "const total = prices.length;");

  // Hover.
  await word(third, "total").hover();
  await expect(page.locator(".monaco-hover .hover-row").first()).toContainText("const total: number");

  // Completion of members, of another cell's value and of a library.
  await paste(page, third, "prices");
  await page.keyboard.type(".fla");
  const suggestion = page.locator(".suggest-widget.visible .monaco-list-row").first();
  await expect(suggestion).toContainText("flat");
  // The widget takes the first Escape; the second leaves the editor.
  await page.keyboard.press("Escape");
  await expect(third.locator(".native-edit-context")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("tf.tensor2");
  await expect(suggestion).toContainText("tensor2d");
  await page.keyboard.press("Enter");
  await page.keyboard.type("(");
  await expect(page.locator(".parameter-hints-widget.visible")).toContainText("tensor2d(values: TensorLike2D");
  await page.keyboard.press("Escape");

  // Definition and rename across cells; one undo takes the rename back everywhere.
  await paste(page, third, "total + 1;");
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("F12");
  await expect(second.locator(".native-edit-context")).toBeFocused();
  await page.keyboard.press("F2");
  const newName = page.locator(".rename-box input:visible");
  await expect(newName).toHaveValue("total");
  await expect(newName).toBeFocused();
  await page.keyboard.type("count");
  await page.keyboard.press("Enter");
  await expect.poll(() => codeOf(third)).toBe("count + 1;");
  expect(await codeOf(second)).toBe("const count = prices.length;");
  await expect(second.locator(".native-edit-context")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect.poll(() => codeOf(third)).toBe("total + 1;");
  expect(await codeOf(second)).toBe("const total = prices.length;");
  expect(await codeOf(first)).toContain("const prices = [1, 2, 3];");
});

test("two people type in one cell; each sees the other's caret and undoes only their own", async ({
  ownerPage: ana,
  owner,
  browser,
  quire,
}) => {
  await newNotebook(ana, ["hello"]);
  const context = await browser.newContext({ storageState: owner, baseURL: quire.url });
  const ben = await context.newPage();
  const errors = watchErrors(ben);
  await ben.goto(ana.url());
  const [mine, theirs] = [editors(ana).first(), editors(ben).first()];
  await expect.poll(() => codeOf(theirs)).toBe("hello");

  await theirs.click();
  await ben.keyboard.press("ControlOrMeta+Home");
  await ben.keyboard.type("123 ");
  await expect.poll(() => codeOf(mine)).toBe("123 hello");
  await expect(mine.locator(".quire-caret")).toHaveCount(1);

  await mine.click();
  await ana.keyboard.press("ControlOrMeta+End");
  await ana.keyboard.type("!");
  await expect.poll(() => codeOf(theirs)).toBe("123 hello!");
  await expect(theirs.locator(".quire-caret")).toHaveCount(1);

  await ana.keyboard.press("ControlOrMeta+Z");
  await ana.keyboard.press("ControlOrMeta+Z");
  await expect.poll(() => codeOf(theirs)).toMatch(/^123 ?$/);
  await ana.keyboard.press("ControlOrMeta+Shift+Z");
  await ana.keyboard.press("ControlOrMeta+Shift+Z");
  await expect.poll(() => codeOf(theirs)).toBe("123 hello!");
  expect(await codeOf(mine)).toBe("123 hello!");

  expect(errors).toEqual([]);
  await context.close();
});

test("painted text and the editor that replaces it stand in the same place", async ({ ownerPage: page }) => {
  await newNotebook(page, ["const first = 1;\nconst second = first;", "// below"]);
  await page.getByText("saved", { exact: false }).first().waitFor();
  // The editor's own script waits until the painted text has been measured.
  let release: () => void = () => undefined;
  const measured = new Promise<void>((resolve) => (release = resolve));
  const scripts = "**/_next/static/**/*.js";
  await page.route(scripts, async (route) => {
    const response = await route.fetch();
    // Monaco is by far the largest script.
    if ((await response.body()).length > 1_000_000) await measured;
    await route.fulfill({ response });
  });
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator(".quire-painted")).toHaveCount(2);
  const place = (selector: string) =>
    page.evaluate((lines) => {
      const range = document.createRange();
      return [...document.querySelectorAll("[data-cell-editor]")].map((host) => {
        const walker = document.createTreeWalker(host.querySelector(lines) ?? host, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = node.textContent?.search(/second|below/) ?? -1;
          if (at < 0) continue;
          range.setStart(node, at);
          range.setEnd(node, at + 5);
          const { left, top, bottom } = range.getBoundingClientRect();
          return [left, (top + bottom) / 2, host.getBoundingClientRect().height].map(Math.round);
        }
        return null;
      });
    }, selector);
  const painted = await place(".quire-painted");
  release();
  await expect(page.locator("[data-cell-editor] .view-line")).toHaveCount(3);
  expect(await place(".view-lines")).toEqual(painted);
  await page.unrouteAll({ behavior: "wait" });
});

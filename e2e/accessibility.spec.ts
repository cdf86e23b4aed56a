import { type Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { cells, codeOf, editors, newNotebook, paste } from "./notebook";

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest("[data-cell]")?.getAttribute("data-cell") ?? null);

test("a notebook is written and run without a mouse, and says what comes of it", async ({ ownerPage: page }) => {
  await newNotebook(page, ["const price = 6;"]);
  await page.keyboard.press("b");
  await expect(editors(page)).toHaveCount(2);
  await page.keyboard.press("Enter");
  await expect(editors(page).nth(1).locator(".native-edit-context")).toBeFocused();
  await page.keyboard.type("price * 7;");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Enter");
  const heard = page.getByRole("status").filter({ hasText: "Cell 2 is done: 42" });
  await expect(heard).toBeAttached();

  // A wrong cell says what is wrong, and the keys lead to it and back.
  await page.keyboard.press("b");
  await expect(editors(page)).toHaveCount(3);
  await page.keyboard.press("Enter");
  await expect(editors(page).nth(2).locator(".native-edit-context")).toBeFocused();
  await page.keyboard.type("price.nothing.more;");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("status").filter({ hasText: "Cell 3 failed: Cannot read" })).toBeAttached();
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await expect(cells(page)).toHaveCount(2);
  await page.keyboard.press("k");
  await expect(cells(page).first()).toHaveAttribute("data-active", "true");

  // All that is on the page can be reached: the tab key leaves the cells, menus open and close by keys.
  await page.getByTestId("kernel-badge").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("kernel-badge")).toBeFocused();
});

test("another's edits take nobody's focus: above, below, and of the very cell", async ({
  ownerPage: ana,
  openPage,
  members,
}) => {
  await newNotebook(ana, ["const a = 1;", "const b = 2;", "const c = 3;"]);
  const mara = await openPage(members.editor);
  await mara.goto(ana.url());
  await paste(mara, editors(mara).nth(1), "const b = ;");
  await mara.keyboard.press("ArrowLeft");
  const mine = await focused(mara);

  await ana.keyboard.press("k");
  await ana.keyboard.press("k");
  await ana.keyboard.press("a");
  await ana.keyboard.press("Escape");
  await expect(cells(mara)).toHaveCount(4);
  for (const _ of [1, 2, 3]) await ana.keyboard.press("j");
  await ana.keyboard.press("d");
  await ana.keyboard.press("d");
  await expect(cells(mara)).toHaveCount(3);
  await ana.keyboard.press("ControlOrMeta+Shift+ArrowUp");
  await mara.keyboard.type("41 + 1");
  await expect.poll(() => codeOf(editors(mara).filter({ hasText: "const b" }))).toBe("const b = 41 + 1;");
  expect(await focused(mara)).toBe(mine);
});

test("on a phone a notebook is read and run by touch, and nothing moves for those who want stillness", async ({
  ownerPage: ana,
  openPage,
  owner,
}) => {
  await newNotebook(ana, ["const price = 6;", "price * 7;"]);
  const phone = await openPage(owner, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: "reduce",
  });
  await phone.goto(ana.url());
  await phone.getByRole("button", { name: /^Run cell 2/ }).tap();
  await expect(cells(phone).nth(1).getByTestId("output")).toContainText("42");
  expect(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  const moving = await phone.evaluate(() =>
    document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 10),
  );
  expect(moving).toHaveLength(0);
});

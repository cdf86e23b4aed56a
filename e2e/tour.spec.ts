import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { cell } from "./notebook";
import { invite, joinBy } from "./people";

test("a new account lands in a tour of its own that runs as it is, and whose chart follows a slider", async ({
  ownerPage: ana,
  openPage,
}) => {
  const page = await openPage(null, { reducedMotion: "reduce" });
  await joinBy(page, await invite(ana, "editor"), "Noor Haddad");
  await expect(page).toHaveURL(/\/notebooks\//);
  await expect(page).toHaveTitle(/Tour of Quire – Noor Haddad/);
  const tour = page.url();

  await page.getByRole("button", { name: "Run all" }).click();
  await expect(cell(page, "tour-count")).toHaveAttribute("data-state", "fresh", { timeout: 60_000 });
  const code = page.locator("[data-cell]:has([aria-label^='Run cell'])");
  const states = await code.evaluateAll((all) =>
    all.map((one) => [one.getAttribute("data-cell"), one.getAttribute("data-state")]),
  );
  expect(states.filter(([, state]) => state !== "fresh")).toEqual([["tour-package", "idle"]]);

  // As the text says: what a slider moves is stale, and then it follows by itself.
  const chart = cell(page, "tour-chart");
  await chart.scrollIntoViewIfNeeded();
  const drawn = () => chart.getByTestId("output").locator("svg rect").count();
  const before = await drawn();
  const slider = page.getByRole("slider", { name: "Bins" });
  await slider.focus();
  await page.keyboard.press("End");
  await expect(chart).toHaveAttribute("data-state", "stale");
  // Its first run brought the charts' library and may have been slow: only what ran quickly follows by itself.
  await chart.getByRole("button", { name: /^Run cell/ }).click();
  await expect(chart).toHaveAttribute("data-state", "fresh");
  await expect.poll(drawn).toBeGreaterThan(before);
  await page.getByTestId("kernel-badge").click();
  await page.getByRole("menuitemcheckbox", { name: "Cheap cells follow by themselves" }).click();
  await page.keyboard.press("Escape");
  await slider.focus();
  const atEnd = await drawn();
  await page.keyboard.press("Home");
  await expect.poll(drawn).not.toBe(atEnd);
  await expect(chart).toHaveAttribute("data-state", "fresh");

  // The button's press runs what counts, and what counts is stopped.
  await page.getByRole("button", { name: "Count to one hundred" }).click();
  const count = cell(page, "tour-count");
  await expect(count.getByRole("progressbar")).toBeVisible();
  await count.getByRole("button", { name: /^Stop cell/ }).click();
  await expect(count).toHaveAttribute("data-state", "cancelled");

  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);

  // From anywhere the help leads back to it.
  await page.goto("/w/vision-team/runs");
  await expect(page.getByRole("link", { name: /penguin-bills/ })).toBeVisible();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByRole("button", { name: "Open the tour" }).click();
  await expect(page).toHaveURL(tour);
});

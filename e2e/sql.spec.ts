import { expect, test } from "./fixtures";
import { cells, codeOf, editors, newNotebook, paste, select } from "./notebook";

test("a query over a dataset and a cell's rows: written with completion, run with parameters, used with its types, stopped", async ({
  ownerPage: page,
}, info) => {
  await newNotebook(page, [
    'const least = 4000;\nconst colours = [{ species: "Adelie", colour: "orange" }, { species: "Gentoo", colour: "teal" }];',
  ]);
  const output = (index: number) => cells(page).nth(index).getByTestId("output");
  const state = (index: number, wanted: string) => expect(cells(page).nth(index)).toHaveAttribute("data-state", wanted);
  const suggestion = (text: string) =>
    page.locator(".suggest-widget .monaco-list-row").filter({ hasText: text }).first();

  // A cell becomes SQL by a key; tables and columns are offered.
  await page.keyboard.press("b");
  await expect(editors(page)).toHaveCount(2);
  await page.keyboard.press("q");
  await expect(cells(page).nth(1)).toHaveAttribute("aria-label", /SQL/);
  const query = editors(page).nth(1);
  const name = cells(page).nth(1).getByRole("textbox", { name: "Name of the result" });
  await expect(name).toHaveValue("query");
  await page.keyboard.press("Enter");
  await expect(query.locator(".native-edit-context")).toBeFocused();
  await page.keyboard.type("select 1 from ");
  await expect(suggestion("penguins")).toBeVisible();
  await page.keyboard.type("peng");
  await page.keyboard.press("Tab");
  await expect.poll(() => codeOf(query)).toBe("select 1 from penguins");
  await page.keyboard.type(" where body");
  await expect(suggestion("body_mass")).toBeVisible();
  await page.keyboard.press("Escape");

  await paste(
    page,
    query,
    "select species, colour, count(*) as n, avg(body_mass_g) as mass\nfrom penguins join colours using (species)\nwhere body_mass_g > ${least}\ngroup by all order by species",
  );
  await page.keyboard.press("Escape");
  await name.fill("heavy");
  await name.press("Enter");
  await select(page, 1);
  await page.keyboard.press("ControlOrMeta+Enter");
  await state(1, "fresh");
  await state(0, "fresh");
  await expect(output(1)).toContainText("Gentoo");
  await expect(output(1).getByRole("columnheader")).toHaveText([/species/, /colour/, /n/, /mass/]);

  // Its result is a name with types in other cells, and a rename reaches into the query.
  await page.keyboard.press("b");
  await expect(editors(page)).toHaveCount(3);
  await paste(
    page,
    editors(page).nth(2),
    "const said = heavy.rows().map(({ species, n }) => `${species} ${n}`).join();\nsaid",
  );
  const word = editors(page).nth(2).locator(".view-line span > span").filter({ hasText: "species" }).first();
  await word.hover();
  await expect(page.locator(".monaco-hover .hover-row").filter({ hasText: "species: string" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(output(2)).toContainText(/Adelie \d+,Gentoo \d+/);

  // What it needs changes: it is stale, and so is what uses it.
  await paste(
    page,
    editors(page).nth(0),
    'const least = 5500;\nconst colours = [{ species: "Adelie", colour: "orange" }, { species: "Gentoo", colour: "teal" }];',
  );
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.keyboard.press("Escape");
  await state(1, "stale");
  await state(2, "stale");
  await select(page, 0);
  await page.keyboard.press("Shift+S");
  await state(2, "fresh");
  await expect(output(2)).not.toContainText("Adelie");
  await page.screenshot({ path: info.outputPath("sql.png") });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: info.outputPath("sql-dark.png") });
  await page.emulateMedia({ colorScheme: "light" });

  // An error stands at its line; a query without end is stopped, and what other cells hold stays.
  await paste(page, query, "select species,\n  nothing_of_this\nfrom penguins");
  await page.keyboard.press("ControlOrMeta+Enter");
  await state(1, "failed");
  await expect(output(1)).toContainText('Referenced column "nothing_of_this" not found');
  await expect(query.locator(".squiggly-error")).toHaveCount(1);
  await paste(page, query, "select sum(a.range * b.range) as s from range(1000000) a, range(1000000) b");
  await page.keyboard.press("ControlOrMeta+Enter");
  await state(1, "running");
  await page.keyboard.press("Escape");
  await page.keyboard.press("i");
  await page.keyboard.press("i");
  await state(1, "cancelled");
  await paste(page, editors(page).nth(2), "least");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(output(2)).toContainText("5500");
});

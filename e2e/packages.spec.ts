import { testPackages } from "@/server/testing/test-packages";
import { createTestRegistry, type TestRegistry } from "@/server/testing/test-registry";
import { expect, test as base } from "./fixtures";
import { cells, editors, newNotebook, paste } from "./notebook";

const test = base.extend<object, { registry: TestRegistry }>({
  registry: [
    async ({ browserName: _browser }, use) => {
      const registry = await createTestRegistry(testPackages);
      await use(registry);
      await registry.close();
    },
    { scope: "worker" },
  ],
  settings: [
    async ({ registry }, use) => {
      await use({ npm_config_registry: registry.url });
    },
    { scope: "worker" },
  ],
});

test("a cell imports a package with its types; it runs again without the registry, and not against the workspace's list", async ({
  ownerPage: page,
  registry,
}) => {
  await newNotebook(page, [
    'import { sum } from "npm:little-sum@2";\nconst total = sum([1, 2, 3]);\ntotal',
    "total.toFixed(2); total.nope",
  ]);
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(cells(page).nth(0)).toContainText("2.0.1 is here");
  await expect(cells(page).nth(0)).toContainText("6");
  // Its types have come along, into the other cell as well.
  await expect(editors(page).nth(1).locator(".squiggly-error")).toHaveCount(1);

  await paste(page, editors(page).nth(1), 'import { read } from "npm:reads-files";');
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(cells(page).nth(1)).toContainText('"reads-files" is made for Node: it needs "node:fs"');

  await registry.close();
  const notebook = page.url();
  await page.reload();
  await expect(editors(page).nth(1)).toBeVisible();
  await paste(page, editors(page).nth(1), "total * 7");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(cells(page).nth(1)).toContainText("42");

  await page.goto("/w/vision-team/settings");
  const section = page.getByRole("region", { name: "Packages" });
  await section.getByLabel("Cells may import").selectOption("some");
  await section.getByLabel("Allowed packages").fill("d3-array\n@observablehq/*");
  await section.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved. Open kernels follow after a restart.")).toBeVisible();
  await page.goto(notebook);
  await expect(editors(page).nth(0)).toBeVisible();
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(cells(page).nth(0)).toContainText('"little-sum" is not on it. An owner can add it');
});

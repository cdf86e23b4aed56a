import { expect, test } from "./fixtures";
import { cells, newNotebook } from "./notebook";

/** Trains nothing, but logs as training does: `steps` times, or until it is stopped. `as` names the run in the notebook. */
const training = (
  name: string,
  params: string,
  steps = 10,
  as = "run",
): string => `import { abortSignal, runs } from "quire";
const ${as} = await runs.start("${name}", { params: ${params} });
for (let step = 0; step < ${steps}; step++) {
  abortSignal.throwIfAborted();
  ${as}.log({ loss: ${params}.lr / (step + 1) }, step);
  await new Promise((later) => setTimeout(later, 50));
}
await ${as}.finish();`;

test("runs show up while they go on, stop with their cell, are found by a query and compared", async ({
  ownerPage: ana,
  openPage,
  owner,
}) => {
  const beside = await openPage(owner);
  await beside.goto("/w/vision-team/runs");
  await expect(beside.getByRole("heading", { name: "Runs" })).toBeVisible();

  // A run that goes on: it appears in an open list, and its page draws the curve while it grows.
  await newNotebook(ana, [training("endless", "{ lr: 8 }", Infinity)]);
  await ana.getByRole("button", { name: "Run all" }).click();
  const row = beside.getByRole("row").filter({ hasText: "endless" });
  await expect(row).toContainText("Running", { timeout: 60_000 });
  await row.getByRole("link", { name: /endless/ }).click();
  await expect(beside.getByRole("heading", { name: /endless/ })).toBeVisible();
  const curve = beside.getByRole("region", { name: "loss" });
  await expect(curve.locator("canvas")).toBeVisible();
  const shown = curve.getByRole("img", { name: /Curve of loss/ });
  const first = await shown.getAttribute("aria-label");
  await expect(shown).not.toHaveAttribute("aria-label", first ?? "");
  await expect(beside.getByText("Running").first()).toBeVisible();

  // Stopped with its cell, it says so at once.
  await cells(ana).first().getByRole("button", { name: "Stop cell" }).click();
  await expect(beside.getByText("Cancelled").first()).toBeVisible({ timeout: 30_000 });

  // Two that end: found by a query, chosen, side by side.
  await newNotebook(ana, [
    training("pair", "{ lr: 1, layers: 2 }"),
    training("pair", "{ lr: 4, layers: 2 }", 10, "other"),
  ]);
  await ana.getByRole("button", { name: "Run all" }).click();
  await expect(cells(ana).nth(1)).toHaveAttribute("data-state", "fresh", { timeout: 60_000 });
  await beside.goto("/w/vision-team/runs");
  await beside.getByRole("combobox").fill('name = "pair" and params.lr > 2');
  await expect(beside.getByRole("row")).toHaveCount(2);
  await beside.getByRole("combobox").fill('name = "pair"');
  await expect(beside.getByRole("row")).toHaveCount(3);
  await beside.keyboard.press("Escape");
  await beside.getByRole("checkbox", { name: "Select all runs shown" }).check();
  await beside.getByRole("button", { name: "Compare" }).click();
  await expect(beside.getByRole("heading", { name: "2 runs compared" })).toBeVisible();
  await expect(beside.getByRole("region", { name: "loss" }).locator("canvas")).toBeVisible();
  const differs = beside.getByRole("region", { name: "What differs" });
  await expect(differs.getByRole("row").filter({ hasText: /^lr/ })).toContainText("4");
  await expect(differs.getByRole("row").filter({ hasText: /^loss/ })).toContainText("the best");
  await expect(differs.getByRole("row").filter({ hasText: /^layers/ })).toHaveCount(0);
});

import { expect, test } from "./fixtures";
import { cells, newNotebook } from "./notebook";

/** Descends nothing, but reports as training does. */
const search = `import { sweep } from "quire";
const { best } = await sweep(
  { lr: { type: "logUniform", min: 0.001, max: 1 }, units: [16, 32, 64] },
  async ({ params, report }) => {
    for (let step = 0; step < 9; step++) {
      await new Promise((later) => setTimeout(later, 10));
      await report((Math.log10(params.lr) + 1.5) ** 2 + 8 / params.units + 1 / (step + 1));
    }
  },
  { metric: "loss", name: "tune", trials: 12, stop: true, seed: 4 },
);
console.log("best", best.trial);`;

/** One trial takes longer than there is time for all. */
const brief = `import { sweep } from "quire";
const { endedBy } = await sweep(
  { lr: [1, 2] },
  ({ params }) => params.lr,
  { metric: "loss", name: "brief", method: "grid", minutes: 0.000001 },
);`;

const endless = `import { sweep } from "quire";
await sweep(
  { lr: [1, 2] },
  ({ signal }) => new Promise<number>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  { metric: "loss", name: "endless", method: "grid" },
);`;

test("a sweep shows its trials while they run, has a page of its own, and ends with all of them when it is cancelled", async ({
  ownerPage: page,
}) => {
  await newNotebook(page, [search, brief, endless]);
  await page.getByRole("button", { name: "Run all" }).click();
  const [first, second] = [cells(page).first(), cells(page).nth(2)];
  const summary = first.getByRole("figure", { name: "Sweep tune" }).getByRole("status");
  await expect(summary).toContainText(/Best loss .*12 of 12 trials, \d+ stopped/, { timeout: 60_000 });
  await expect(first).toContainText(/best \d+/);

  await expect(cells(page).nth(1).getByRole("figure", { name: "Sweep brief" }).getByRole("status")).toContainText(
    "1 of 2 trials, ended by its time budget of 0.000001 minutes",
  );
  const link = second.getByRole("link", { name: "endless" });
  await expect(link).toBeVisible();
  await expect(second.getByRole("figure", { name: "Sweep endless" }).getByRole("status")).toContainText(
    "0 of 2 trials, 1 running",
  );
  const beside = await page.context().newPage();
  await beside.goto((await link.getAttribute("href")) ?? "");
  await expect(beside.getByRole("heading", { name: "endless" })).toBeVisible();
  await expect(beside.getByRole("status").filter({ hasText: "of 2 trials" })).toContainText("1 running");
  await beside.getByRole("button", { name: "Cancel" }).click();
  await expect(beside.getByRole("status").filter({ hasText: "of 2 trials" })).toContainText("cancelled");
  await expect(second.getByTestId("output")).toContainText("The sweep was cancelled. Run the cell again");
  await beside.close();

  await first.getByRole("link", { name: "tune" }).click();
  await expect(page.getByRole("heading", { name: "tune" })).toBeVisible();
  await expect(page.getByRole("img", { name: /Parallel coordinates of 12 trials over lr, units, loss/ })).toBeVisible();
  const matters = page.getByRole("region", { name: "Importance of the parameters" });
  await expect(matters.getByRole("listitem").first()).toContainText(/lr|units/);
  const trials = page.getByRole("region", { name: "Trials" });
  await expect(trials.getByRole("row")).toHaveCount(13);
  await expect(trials.getByRole("row", { name: /^\d+ ?best Finished/ })).toHaveCount(1);
  await trials.getByRole("row").filter({ hasText: "Stopped" }).first().getByRole("link").first().click();
  await expect(page.getByRole("main")).toContainText("is not among the best");
  await page
    .getByRole("link", { name: /tune.*trial|trial.*tune/i })
    .first()
    .click();
  await page.getByRole("link", { name: "Runs of this sweep" }).click();
  await expect(page.getByRole("row")).toHaveCount(13);
});

test("a notebook runs by a schedule, which tells when next, how it went and what failed", async ({
  ownerPage: page,
}) => {
  // It fails when nobody looks any more: who sees it fail in the history need not be told.
  await newNotebook(page, [
    'console.log("by itself");',
    "await new Promise((later) => setTimeout(later, 5_000));\nif (Date.now() > 0) throw new Error('no data today');",
  ]);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Schedules" }).click();
  const dialog = page.getByRole("dialog", { name: "Schedules" });
  await expect(dialog).toContainText("No schedule yet");
  await dialog.getByRole("button", { name: "New schedule" }).click();
  await dialog.getByRole("combobox", { name: "When" }).selectOption("At other times…");
  await dialog.getByRole("textbox", { name: "Pattern" }).fill("0 0 30 2 *");
  await expect(dialog).toContainText("No time that comes");
  await dialog.getByRole("textbox", { name: "Pattern" }).fill("30 7 * * 1-5");
  await dialog.getByLabel("Time zone").fill("Asia/Tokyo");
  await expect(dialog).toContainText(/Next: .*07:30.* · .*07:30.* · .*07:30/);
  await dialog.getByRole("button", { name: "Add" }).click();
  const item = dialog.getByRole("listitem", { name: "30 7 * * 1-5" });
  await expect(item).toContainText(/Asia\/Tokyo · Ana Silva · next .*07:30/);
  await item.getByRole("button", { name: "Run now" }).click();
  await expect(item.getByRole("list", { name: "History" })).toContainText(/Waiting|Running/);
  await page.keyboard.press("Escape");
  await expect(cells(page).first().getByTestId("output")).toContainText("by itself", { timeout: 60_000 });
  await expect(cells(page).nth(1).getByTestId("output")).toContainText("no data today", { timeout: 60_000 });

  await expect
    .poll(() =>
      page.evaluate(async () => {
        const input = encodeURIComponent(JSON.stringify({ json: { workspace: "vision-team" } }));
        return (await fetch(`/trpc/schedules.unseen?input=${input}`)).text();
      }),
    )
    .toContain("no data today");

  // Elsewhere in the workspace its person is told, until they have looked.
  await page.goto("/w/vision-team/runs");
  const notice = page.getByText(/The scheduled run of .* failed/);
  await expect(notice).toBeVisible();
  await page.getByRole("button", { name: "Look" }).click();
  await expect(item.getByRole("list", { name: "History" })).toContainText(/Failed.*no data today/);
  await item.getByRole("button", { name: "Pause" }).click();
  await expect(item).toContainText("paused");
});

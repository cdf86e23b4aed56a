import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { expect, test, watchErrors } from "./fixtures";
import { cell, openNotebook, untilSettled } from "./notebook";
import { joinBy } from "./people";

const run = promisify(execFile);
const predictions = z.object({ predictions: z.array(z.array(z.number()).length(10)).length(1) });

test("two people train a model on real digits together, publish it, and it answers", async ({
  ownerPage: ana,
  browser,
  quire,
}) => {
  test.setTimeout(240_000);
  await openNotebook(ana, "Handwritten digits");

  // A colleague is let in by an invite link, in another browser.
  await ana.getByRole("button", { name: "Share" }).click();
  await ana.getByRole("button", { name: "Make a link" }).click();
  const inviteUrl = await ana.getByLabel("Invite link").inputValue();
  await ana.keyboard.press("Escape");
  const context = await browser.newContext({ baseURL: quire.url });
  const ben = await context.newPage();
  const benErrors = watchErrors(ben);
  await joinBy(ben, inviteUrl, "Ben Okafor");
  await ben.goto(ana.url());
  await expect(ana.getByRole("button", { name: /Ben Okafor/ })).toBeVisible();

  // Ana runs everything; Ben sees it run, with its curve, and sees the results.
  await ana.getByRole("button", { name: "Run all" }).click();
  await expect(cell(ben, "digits-train")).toHaveAttribute("data-state", "running", { timeout: 60_000 });
  await expect(cell(ben, "digits-train").getByRole("progressbar")).toBeVisible();
  await untilSettled(ana, 120_000);
  for (const page of [ana, ben]) {
    await cell(page, "digits-test").scrollIntoViewIfNeeded();
    const shown = cell(page, "digits-test").getByTestId("output");
    await expect(shown).toContainText(/^0\.\d+/);
    const accuracy = Number.parseFloat(await shown.innerText());
    expect(accuracy).toBeGreaterThanOrEqual(0.96);
    await expect(cell(page, "digits-confusion").getByTestId("output").getByRole("img")).toBeVisible();
    await expect(cell(page, "digits-misread").getByTestId("output").getByRole("img")).toBeVisible();
  }

  // One press makes an endpoint; the line that the page shows, pasted into a terminal, answers with the right digit.
  await cell(ana, "digits-save").getByRole("button", { name: "Publish" }).click();
  const region = ana.getByRole("dialog").getByRole("region", { name: "curl line" });
  await expect(region).toContainText("curl");
  const line = await region.innerText();
  const { stdout } = await run("bash", ["-c", line]);
  const scores = predictions.parse(JSON.parse(stdout)).predictions[0] ?? [];
  const asked = await cell(ana, "digits-save")
    .getByTestId("output")
    .locator("[role=img] svg text")
    .first()
    .textContent();
  expect(`a ${scores.indexOf(Math.max(...scores))}`).toBe(asked);
  await ana.getByRole("dialog").getByRole("link", { name: "Open the endpoint" }).click();
  await expect(ana).toHaveURL(/\/endpoints\/digits$/);

  // The run is on record: who, on what, with which data.
  await ana.goto("/w/vision-team/runs");
  await ana
    .getByRole("link", { name: /digits-mlp/ })
    .first()
    .click();
  for (const fact of ["digits@1", "learningRate", "Ana Silva", "wasm"])
    await expect(ana.getByText(fact).first()).toBeVisible();

  expect(benErrors).toEqual([]);
  await context.close();
});

import { expect, test } from "./fixtures";
import { cells, newNotebook } from "./notebook";

/** A training that stands still after its second epoch, unless it goes on with a run that was begun elsewhere. */
const training = `import * as tf from "@tensorflow/tfjs";
import { runs } from "quire";
const run = await runs.start("moving", { seed: 3 });
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
const still = new tf.CustomCallback({
  onEpochBegin: async (epoch) => { if (!run.resumed && epoch === 2) await new Promise(() => undefined); },
});
const history = await model.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 4, callbacks: [...run.fitCallbacks({ checkpoint: true }), still] });
await run.finish();
"epochs in all: " + history.epoch.length`;

test("a training goes on on a server when its page closes, and another comes from there to the page", async ({
  ownerPage: page,
  openPage,
  owner,
}) => {
  await newNotebook(page, [training]);
  const notebook = page.url();
  await page.keyboard.press("ControlOrMeta+Enter");
  const toast = page.getByText("This training keeps checkpoints, so it can go on on a server when you close the page.");
  await expect(toast).toBeVisible({ timeout: 30_000 });
  const told = page.waitForResponse((answer) => answer.url().includes("runs.handOver") && answer.ok());
  await page.getByRole("button", { name: "Always do that" }).click();
  await told;
  await page.close({ runBeforeUnload: false });

  const back = await openPage(owner);
  await back.goto(notebook);
  const output = cells(back).first().getByTestId("output");
  await expect(output).toContainText(/goes on from its checkpoint, after epoch 2 of 4.*epochs in all: 4/, {
    timeout: 90_000,
  });
  await back.goto("/w/vision-team/runs");
  await back.getByRole("link", { name: "moving" }).click();
  await expect(back.getByRole("heading", { name: "moving #1" })).toBeVisible();
  await expect(back.getByText(/in a browser → .*on a server/)).toBeVisible();

  await back.goto(notebook);
  await back.getByRole("button", { name: "More for cell 1" }).click();
  await back.getByRole("menuitem", { name: "Run on a server" }).click();
  await back.getByRole("dialog").getByRole("button", { name: "Run on a server" }).click();
  await back.getByRole("button", { name: "Continue here" }).click({ timeout: 60_000 });
  await expect(output).toContainText(/goes on from its checkpoint, after epoch 2 of 4.*epochs in all: 4/, {
    timeout: 60_000,
  });
  await back.goto("/w/vision-team/runs");
  await back.getByRole("link", { name: "moving" }).first().click();
  await expect(back.getByRole("heading", { name: "moving #2" })).toBeVisible();
  await expect(back.getByText(/on a server → .*in a browser/)).toBeVisible();
});

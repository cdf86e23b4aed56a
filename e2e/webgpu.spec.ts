import { expect, test } from "./fixtures";
import { cells, newNotebook } from "./notebook";

// The software adapter is slow: everything here is tiny.
test.use({ settings: { QUIRE_SOFTWARE_WEBGPU: "1" } });

const training = `import * as tf from "@tensorflow/tfjs";
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
const xs = tf.randomUniform([16, 2], 0, 1, "float32", 1);
const ys = xs.sum(1, true);
const history = await model.fit(xs, ys, { epochs: 3, batchSize: 16 });
\`\${tf.getBackend()} loss \${Number(history.history.loss.at(-1)).toFixed(6)}\`;`;

test("a model trains on WebGPU, and the badge names the adapter", async ({ ownerPage: page }) => {
  await newNotebook(page, [training]);
  await expect(page.getByTestId("kernel-badge")).toContainText(/WebGPU \(.+\)/, { timeout: 60_000 });
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(cells(page).first()).toHaveAttribute("data-state", "fresh", { timeout: 90_000 });
  const output = cells(page).first().getByTestId("output");
  await expect(output).toContainText(/webgpu loss \d+\.\d+/);
  await expect(output).toContainText(/Ana Silva.*WebGPU \(.+\)/);
});

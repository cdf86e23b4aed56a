import type { Page } from "@playwright/test";
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

test("a GPU that does not answer after an interruption is said, and cells can go on without it", async ({
  ownerPage: page,
}) => {
  const gpu = await holdableGpu(page);
  await newNotebook(page, [`1 + 1`]);
  const badge = page.getByTestId("kernel-badge");
  await expect(badge).toContainText(/WebGPU \(.+\)/, { timeout: 60_000 });

  gpu.hold();
  await badge.click();
  await page.getByRole("menuitem", { name: "Restart" }).click();
  const notice = page.getByRole("status", { name: "Kernel" });
  await expect(notice).toContainText("The GPU is still busy with what was interrupted");
  await notice.getByRole("button", { name: "Run on WebAssembly meanwhile" }).click();
  await expect(badge).toContainText("WebAssembly");
  await expect(notice).not.toContainText("GPU");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(cells(page).first()).toHaveAttribute("data-state", "fresh");

  await badge.click();
  await page.getByRole("menuitemcheckbox", { name: "The best there is" }).click();
  await expect(notice).toContainText("The GPU is still busy");
  gpu.release();
  await expect(notice).not.toContainText("GPU");
  await expect(badge).toContainText(/WebGPU \(.+\)/);
});

/** Lets kernels of the page wait for their adapter until the test says otherwise, as on a GPU that is busy. */
async function holdableGpu(page: Page) {
  let free = Promise.resolve();
  let release: () => void = () => undefined;
  await page.route("**/gpu-is-free", async (route) => {
    await free;
    // The kernel that asked may be gone.
    await route.fulfill({ body: "" }).catch(() => undefined);
  });
  await page.route(/\/worker-[^/]*\.js$/, async (route) => {
    // The browser knows that every name under localhost is this machine; Node may not.
    const url = new URL(route.request().url());
    const { host } = url;
    url.hostname = "127.0.0.1";
    const response = await route.fetch({ url: url.href, headers: { ...route.request().headers(), host } });
    const wait = `{
      const { fetch, location } = self;
      const { requestAdapter } = GPU.prototype;
      GPU.prototype.requestAdapter = async function (...given) {
        await fetch(new URL("gpu-is-free", location.href));
        return requestAdapter.apply(this, given);
      };
    }`;
    const { "content-encoding": _packed, ...headers } = response.headers();
    await route.fulfill({ response, headers, body: `${await response.text()}\n${wait}` });
  });
  const hold = () => {
    free = new Promise((resolve) => (release = resolve));
  };
  return { hold, release: () => release() };
}

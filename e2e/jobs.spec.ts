import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "./fixtures";
import { cells, newNotebook, select } from "./notebook";

test.use({ settings: { QUIRE_WORKERS: "0" } });

test("a cell runs on a server worker once there is one, and its values come back to cells that run here", async ({
  ownerPage: page,
  quire,
}) => {
  await newNotebook(page, [
    "const rate = 0.5;",
    'import * as tf from "@tensorflow/tfjs";\nconst scores = tf.tensor1d([rate * 84]);\nconst label = () => "a";\nconsole.log("on the server");\nscores',
    "`${tf.add(scores, 1).dataSync()[0]} points`",
    "label()",
  ]);
  await select(page, 1);
  await page.getByRole("button", { name: "More for cell 2" }).click();
  await page.getByRole("menuitem", { name: "Run on a server" }).click();
  const dialog = page.getByRole("dialog", { name: "Run on a server" });
  await expect(dialog.getByRole("list", { name: "Cells that run" })).toContainText("rate");
  await dialog.getByRole("button", { name: "Run on a server" }).click();
  const cell = cells(page).nth(1);
  await expect(cell.getByRole("status")).toContainText("No worker is connected");

  const runHere = async (index: number) => {
    await select(page, index);
    await page.keyboard.press("Control+Enter");
  };

  const settings = await page.context().newPage();
  await settings.goto("/w/vision-team/settings");
  await settings.getByRole("button", { name: "New worker token" }).click();
  await settings.getByRole("textbox", { name: "Name" }).last().fill("lab");
  await settings.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  const token = await settings.getByRole("dialog").getByRole("textbox", { name: "Token" }).inputValue();
  await settings.getByRole("button", { name: "Done" }).click();
  const worker = spawn(
    process.execPath,
    ["--import", "tsx", "scripts/worker.ts", "--server", quire.url, "--name", "rack"],
    { env: { ...process.env, QUIRE_WORKER_TOKEN: token }, stdio: "ignore" },
  );
  try {
    const output = cell.getByTestId("output");
    await expect(output).toContainText("42", { timeout: 60_000 });
    await expect(output).toContainText("on the server");
    await expect(output).toContainText("Ana Silva");
    await expect(cell.getByRole("status")).toHaveCount(0);
    await expect(settings.getByRole("list", { name: "Workers", exact: true })).toContainText("rack");
    await expect(cell).toContainText("Back from rack, loaded when a cell here needs them: scores");
    await expect(cell).toContainText("label stays there");
    await runHere(2);
    await expect(cells(page).nth(2).getByTestId("output")).toContainText("43 points");
    // Neither the cell that ran on the server nor what it needed has run for that.
    await expect(output).toContainText("on the server");
    await expect(cells(page).first()).toHaveAttribute("data-state", "idle");
    await runHere(3);
    await expect(cells(page).nth(3).getByTestId("output")).toContainText("label stayed on the server");
  } finally {
    worker.kill("SIGTERM");
    await once(worker, "exit");
  }
});

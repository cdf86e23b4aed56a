import AxeBuilder from "@axe-core/playwright";
import { INSIDE, type LocalServer, localServer } from "@/server/outside/testing";
import { expect, test as base } from "./fixtures";
import { cells, editors, newNotebook, paste } from "./notebook";

const VALUE = "sk-live-9f8E7d6C5b4A3+2/1x";

interface Web extends LocalServer {
  rows: string[];
}

const test = base.extend<object, { web: Web }>({
  web: [
    async ({ browserName: _browser }, use) => {
      const rows = ["1,2.5", "2,0"];
      const server = await localServer((_, res) =>
        res.writeHead(200, { "content-type": "text/csv" }).end(`day,rain\n${rows.join("\n")}\n`),
      );
      await use({ ...server, rows });
      await server.close();
    },
    { scope: "worker" },
  ],
  settings: [{ QUIRE_IMPORT_NETWORKS: "127.0.0.1/32" }, { scope: "worker" }],
});

// The cell that asks for a secret which is not there.
test.use({ expectedErrors: /status of 404/ });

test("a secret reaches the cell and nothing it shows, and a host that is not allowed is named", async ({
  ownerPage: page,
  openPage,
  members,
}) => {
  await page.goto("/w/vision-team/settings");
  const secrets = page.getByRole("region", { name: "Secrets" });
  await secrets.getByRole("button", { name: "New secret" }).click();
  await page.getByLabel("Name", { exact: true }).last().fill("weather key");
  await page.getByLabel("Value").fill("short");
  await expect(page.getByText("Use at least 8 characters")).toBeVisible();
  await page.getByLabel("Value").fill(VALUE);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole("button", { name: "Save" }).last().click();
  await expect(secrets.getByRole("listitem")).toContainText("WEATHER_KEY");
  await expect(secrets.getByRole("listitem")).toContainText("editors and owners · all notebooks and imports");
  const internet = page.getByRole("region", { name: "Internet for cells" });
  await internet.getByLabel("Cells may reach").selectOption("some");
  await internet.getByLabel("Hosts").fill("https://data.example.org");
  await internet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved. Open kernels follow after a restart.")).toBeVisible();

  await newNotebook(page, [
    'import { display, secrets } from "quire";\nconst key = await secrets.get("WEATHER_KEY");\nconsole.log(`${key.length} ${key}`);\ndisplay.table([{ key, basic: btoa("ana:" + key) }]);\ndisplay.html(`<b>${encodeURIComponent(key)}</b>`);\nthrow new Error("401 for " + key);',
    'await fetch("https://other.example/now?key=1")',
    'import { secrets as more } from "quire";\nawait more.get("OTHER_KEY")',
  ]);
  const third = editors(page).nth(2);
  await paste(page, third, 'import { secrets as more } from "quire";\nawait more.get()');
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type('"');
  await expect(page.locator(".suggest-widget.visible .monaco-list-row").first()).toContainText("WEATHER_KEY");
  await page.keyboard.press("Escape");
  await paste(page, third, 'import { secrets as more } from "quire";\nawait more.get("OTHER_KEY")');
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(cells(page).nth(0)).toContainText("401 for •••• WEATHER_KEY");
  await expect(cells(page).nth(0)).toContainText("26 •••• WEATHER_KEY");
  await expect(cells(page).nth(1)).toContainText(
    "This workspace lets cells reach data.example.org, and not other.example, so nothing was fetched.",
  );
  await expect(cells(page).nth(2)).toContainText('This workspace has no secret "OTHER_KEY".');
  // A colleague who watches sees the same, and a file of the notebook holds no more.
  const [, id = ""] = /notebooks\/([^/?]+)/.exec(page.url()) ?? [];
  const mara = await openPage(members.editor);
  await mara.goto(page.url());
  await expect(cells(mara).nth(0)).toContainText("401 for •••• WEATHER_KEY");
  const files = await Promise.all(
    ["html", "ipynb"].map(async (format) => (await page.request.get(`/notebooks/vision-team/${id}/${format}`)).text()),
  );
  for (const text of [await page.content(), await mara.content(), ...files]) {
    expect(text).toContain("•••• WEATHER_KEY");
    expect(text).not.toContain("9f8E7d6C5b4A");
    expect(text).not.toContain(btoa(`ana:${VALUE}`).slice(8, 24));
  }
  await page.goto("/w/vision-team/settings");
  await expect(page.getByText("used the secret WEATHER_KEY in a notebook")).toBeVisible();
});

test("a dataset comes from an address, again by one press, and from nowhere within the server's network", async ({
  ownerPage: page,
  web,
}) => {
  await page.goto("/w/vision-team/datasets");
  await page.getByRole("button", { name: "Import a dataset" }).click();
  await page.getByRole("tab", { name: "An address" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Address" }).fill(`http://${INSIDE}:${web.port}/open/rain.csv`);
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("rain");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("is within a private or local network");
  expect(web.asked).toEqual([]);
  await dialog.getByRole("textbox", { name: "Address" }).fill(`${web.url}/open/rain.csv?token=abcdefgh`);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("button", { name: "Open rain" }).click();
  await expect(page.getByText("rain@1 · 2 rows")).toBeVisible();
  await expect(page.getByText(`from ${web.url}/open/rain.csv`)).toBeVisible();

  web.rows.push("3,1.5");
  await page.getByRole("button", { name: "Import again" }).click();
  await dialog.getByLabel("What is new").fill("Wednesday");
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("button", { name: "Open rain" }).click();
  await expect(page.getByText("rain@2 · 3 rows")).toBeVisible();
  expect(web.asked.at(-1)?.path).toBe("/open/rain.csv?token=abcdefgh");
  expect(await page.content()).not.toContain("abcdefgh");

  await page.getByRole("button", { name: "Import a new version" }).click();
  await page.getByRole("tab", { name: "An address" }).click();
  await dialog.getByRole("textbox", { name: "Address" }).fill("s3://data/2026/rain.csv");
  await expect(dialog.getByLabel("Secret key")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Import", exact: true })).toBeEnabled();
});

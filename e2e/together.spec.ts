import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { cells, codeOf, editors, newNotebook, paste, untilSaved } from "./notebook";

// The server is ended on purpose while pages are open, and a part of the page asked for that cannot come then.
test.use({
  expectedErrors:
    /WebSocket connection to .* failed|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ChunkLoadError/,
});

const output = (page: Page, index = 0) => cells(page).nth(index).getByTestId("output");
const runKey = "ControlOrMeta+Enter";

/** Opens the notebook of another page, and waits until its first editor stands. */
async function join(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(editors(page).first().locator(".view-line").first()).toBeAttached();
}

/** The name and the colour that another's caret has: both come from style rules. */
const flagOf = (editor: Locator) =>
  editor.locator(".quire-caret").evaluate((caret) => ({
    name: getComputedStyle(caret, "::after").content,
    colored: /^rgb\((?!0, 0, 0)/.test(getComputedStyle(caret, "::before").backgroundColor),
  }));

test("two people type in one cell at once, see each other's caret and name, and end with one text", async ({
  ownerPage: ana,
  openPage,
  members,
}) => {
  await newNotebook(ana, ["middle"]);
  const mara = await openPage(members.editor);
  await join(mara, ana.url());
  await expect(ana.getByRole("button", { name: "Follow Mara Lind" })).toBeVisible();
  await expect(mara.getByRole("button", { name: "Follow Ana Silva" })).toBeVisible();
  const [mine, theirs] = [editors(ana).first(), editors(mara).first()];
  await mine.click();
  await ana.keyboard.press("ControlOrMeta+Home");
  await theirs.click();
  await mara.keyboard.press("ControlOrMeta+End");

  await Promise.all([
    ana.keyboard.type("// from ana ", { delay: 10 }),
    mara.keyboard.type(" // from mara", { delay: 10 }),
  ]);

  const both = "// from ana middle // from mara";
  await expect.poll(() => codeOf(mine)).toBe(both);
  await expect.poll(() => codeOf(theirs)).toBe(both);
  await expect(mine.locator(".quire-caret")).toHaveCount(1);
  expect(await flagOf(mine)).toEqual({ name: '"Mara Lind"', colored: true });
  expect(await flagOf(theirs)).toEqual({ name: '"Ana Silva"', colored: true });
  await untilSaved(ana);
  await untilSaved(mara);
});

test("a colleague sees a cell run, print and answer; a reload and a new start of the server keep it, with who ran it", async ({
  ownerPage: ana,
  openPage,
  members,
  quire,
}) => {
  const source = 'console.log("before");\nawait new Promise(() => undefined);\nconsole.log("after");\n6 * 7;';
  await newNotebook(ana, [source]);
  const mara = await openPage(members.editor);
  await join(mara, ana.url());

  await editors(ana).first().click();
  await ana.keyboard.press(runKey);
  await expect(cells(mara).first()).toHaveAttribute("data-state", "running");
  await expect(output(mara).getByRole("log")).toHaveText("before");
  await ana.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(cells(mara).first()).toHaveAttribute("data-state", "cancelled");

  await paste(ana, editors(ana).first(), source.replace(/\nawait .*/, ""));
  await ana.keyboard.press(runKey);
  for (const page of [ana, mara]) {
    await expect(output(page)).toContainText("42");
    await expect(output(page).getByRole("log")).toContainText("after");
    await expect(output(page)).toContainText("Ana Silva");
  }
  await untilSaved(ana);

  await mara.reload();
  await expect(output(mara)).toContainText("42");
  await expect(output(mara)).toContainText("Ana Silva");

  await quire.end("SIGTERM");
  await quire.start();
  await mara.reload();
  await expect(output(mara)).toContainText("42");
  await expect(output(mara).getByRole("log")).toContainText("after");
  await expect(output(mara)).toContainText("Ana Silva");
});

test("what was called saved is there after kill -9, for a fresh browser", async ({
  ownerPage: ana,
  openPage,
  members,
  quire,
}) => {
  await newNotebook(ana, ["first"]);
  await untilSaved(ana);
  await editors(ana).first().click();
  await ana.keyboard.press("ControlOrMeta+End");
  await ana.keyboard.type(" and then some");
  await untilSaved(ana);
  await quire.end("SIGKILL");
  const url = ana.url();
  await ana.context().close();

  await quire.start();
  const mara = await openPage(members.editor);
  await join(mara, url);
  await expect.poll(() => codeOf(editors(mara).first())).toBe("first and then some");
});

test("a lost connection is said; edits wait, and reach the others when it is back", async ({
  ownerPage: ana,
  openPage,
  members,
  quire,
}) => {
  await newNotebook(ana, ["start"]);
  const mara = await openPage(members.editor);
  await join(mara, ana.url());
  await quire.end("SIGTERM");
  const offline = ana.getByRole("contentinfo", { name: "Status" }).getByText("Offline");
  await expect(offline).toBeVisible();
  await editors(ana).first().click();
  await ana.keyboard.press("ControlOrMeta+End");
  await ana.keyboard.type(" offline");
  await expect(ana.getByText("not saved yet")).toBeVisible();

  // A new title cannot be told, and what the notebook is cannot be asked: it stays open all the same.
  let unanswered = 0;
  ana.on("requestfailed", (request) => {
    if (request.url().includes("notebooks.get")) unanswered++;
  });
  await ana.getByRole("heading", { level: 1 }).getByRole("button").click();
  await ana.getByRole("textbox", { name: "Title" }).fill("Told to nobody");
  await ana.keyboard.press("Enter");
  await expect.poll(() => unanswered).toBeGreaterThan(0);
  // What it takes to show this was fetched while the server was there; the palette was not, and takes nothing with it.
  await expect(ana.getByText("Failed to fetch")).toBeVisible();
  await ana.keyboard.press("ControlOrMeta+k");
  await expect(ana.getByText("This part of Quire could not be loaded.")).toBeVisible();
  await expect(ana.getByText("not saved yet")).toBeVisible();

  await quire.start();
  await expect(offline).toBeHidden({ timeout: 30_000 });
  await untilSaved(ana);
  await expect.poll(() => codeOf(editors(mara).first()), { timeout: 30_000 }).toBe("start offline");
});

test("a large output stands until its next state is there", async ({ ownerPage: ana, openPage, owner }) => {
  const source = `import { display, md } from "quire";
const shown = display(md\`state 0 \${"word ".repeat(14000)}\`);
for (let state = 1; ; state++) {
  await new Promise((later) => setTimeout(later, 2500));
  shown.update(md\`state \${state} \${"word ".repeat(14000)}\`);
}`;
  await newNotebook(ana, [source]);
  const beside = await openPage(owner);
  let asked = 0;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await beside.route("**/blobs/**", async (route) => {
    if (++asked > 1) await released;
    await route.continue();
  });
  await join(beside, ana.url());
  await editors(ana).first().click();
  await ana.keyboard.press(runKey);
  await expect(output(beside)).toContainText(/state \d/);
  const first = (await output(beside).innerText()).slice(0, 8);
  await expect.poll(() => asked).toBeGreaterThan(1);
  expect(await output(beside).innerText()).toContain(first);
  release();
  await expect(output(beside)).not.toContainText(first);
  await expect(output(beside)).toContainText(/state \d/);
});

test("a viewer sees all as it happens, and can neither write nor run", async ({
  ownerPage: ana,
  openPage,
  members,
}) => {
  await newNotebook(ana, ["1 + 1;"]);
  const cleo = await openPage(members.viewer);
  await join(cleo, ana.url());
  await expect(cleo.getByText("read only")).toBeVisible();
  await expect(cleo.getByText("You can look, not run")).toBeVisible();
  for (const name of [/^Run all/, /^Run cell/, /^Insert/, /^More for cell/])
    await expect(cleo.getByRole("button", { name })).toHaveCount(0);

  await paste(ana, editors(ana).first(), "20 + 3;");
  await ana.keyboard.press(runKey);
  await expect.poll(() => codeOf(editors(cleo).first())).toBe("20 + 3;");
  await expect(output(cleo)).toContainText("23");

  await editors(cleo).first().click();
  await cleo.keyboard.type("nonsense");
  await cleo.keyboard.press(runKey);
  await cleo.keyboard.press("Escape");
  for (const key of ["b", "d", "d", "m"]) await cleo.keyboard.press(key);
  // An edit of Ana's comes after whatever Cleo's page might have sent.
  await paste(ana, editors(ana).first(), "20 + 4;");
  await expect.poll(() => codeOf(editors(cleo).first())).toBe("20 + 4;");
  await expect(cells(ana)).toHaveCount(1);
  await expect(cells(cleo)).toHaveCount(1);
  await expect(output(ana)).toContainText("Ana Silva");

  // Another role while the notebook is open: it can run, and then no more.
  const settings = await ana.context().newPage();
  await settings.goto("/w/vision-team/settings");
  const role = settings.getByRole("combobox", { name: "Role of Cleo Marsh" });
  // Whoever looks at the members sees it too.
  const herSettings = await cleo.context().newPage();
  await herSettings.goto("/w/vision-team/settings");
  const her = herSettings.getByRole("listitem").filter({ hasText: "Cleo Marsh (you)" });
  await expect(her).toContainText("Viewer");
  await role.selectOption("editor");
  await expect(her).toContainText("Editor");
  await cleo.getByRole("button", { name: "Run all" }).click();
  await expect(output(cleo)).toContainText("Cleo Marsh");
  // Her page starts its first kernel now, beside two others.
  await expect(output(cleo)).toContainText("24", { timeout: 60_000 });
  // The server has it: what it has not when she may run no more is lost.
  await expect(output(ana)).toContainText("24");
  await expect(output(ana)).not.toContainText("running");
  await role.selectOption("viewer");
  await expect(cleo.getByText("read only")).toBeVisible();
  await expect(cleo.getByRole("button", { name: "Run all" })).toHaveCount(0);
  await expect(output(cleo)).toContainText("24");
});

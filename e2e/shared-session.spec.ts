import { expect, test } from "./fixtures";
import { cells, editors, newNotebook, select } from "./notebook";

test("two people run cells in one kernel on a server, see each other's results, and go on in their own when it is over", async ({
  ownerPage: ana,
  openPage,
  members,
}) => {
  await newNotebook(ana, ["const rate = 2;", "rate * 21", "`${rate} times`"]);
  const mara = await openPage(members.editor);
  await mara.goto(ana.url());
  await expect(editors(mara)).toHaveCount(3);
  const badge = ana.getByTestId("kernel-badge");
  const choose = async (page: typeof ana, name: string | RegExp, role: "menuitem" | "menuitemcheckbox") => {
    await page.getByTestId("kernel-badge").click();
    await page.getByRole(role, { name }).click();
  };

  await choose(ana, /A shared session, on a server/, "menuitemcheckbox");
  await expect(badge).toContainText("shared");
  await mara.getByRole("button", { name: "Run in it" }).click();
  // Its worker comes with it.
  await expect(badge).toContainText("server", { timeout: 60_000 });

  await select(ana, 1);
  await ana.keyboard.press("Control+Enter");
  await expect(cells(ana).nth(1).getByTestId("output")).toContainText("42", { timeout: 60_000 });
  await expect(cells(mara).nth(1)).toHaveAttribute("data-state", "fresh");
  await select(mara, 2);
  await mara.keyboard.press("Control+Enter");
  await expect(cells(ana).nth(2).getByTestId("output")).toContainText("Mara Lind");
  await expect(cells(ana).nth(0)).toHaveAttribute("data-state", "fresh");
  // Values live on the server, and are looked at from here.
  await ana.keyboard.press("Shift+V");
  await expect(ana.getByRole("list", { name: "Variables" })).toContainText("rate");
  await select(mara, 0);
  await mara.keyboard.press("Enter");
  await mara.keyboard.press("ControlOrMeta+A");
  await mara.keyboard.type("const rate = 3;");
  await expect(cells(ana).nth(1)).toHaveAttribute("data-state", "stale");

  await choose(ana, "End the shared session, for everyone", "menuitem");
  await expect(mara.getByText(/The shared session is over. Ana Silva ended it./)).toBeVisible();
  await expect(mara.getByTestId("kernel-badge")).toContainText("yours");
});

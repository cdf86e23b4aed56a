import { expect, type Page } from "@playwright/test";

export const password = "correct horse battery staple";

/** Answers a form that asks one field at a time. */
async function answer(page: Page, answers: [label: string, value: string][]): Promise<void> {
  for (const [label, value] of answers) {
    await page.getByLabel(label, { exact: true }).fill(value);
    await page.keyboard.press("Enter");
  }
}

/** A new account begins in a tour: in its own, or a viewer in the workspace's. */
const inTour = (page: Page) => expect(page).toHaveURL(/\/w\/vision-team\/notebooks\/\w+$/, { timeout: 30_000 });

/** Makes the owner's account and the first workspace by the link that the server printed. */
export async function setUp(page: Page, setupUrl: string): Promise<void> {
  await page.goto(setupUrl);
  await answer(page, [
    ["Name", "Ana Silva"],
    ["Email", "ana@example.test"],
    ["Password", password],
    ["Workspace", "Vision team"],
  ]);
  await inTour(page);
}

/** Joins by an invite link with a new account. */
export async function joinBy(page: Page, inviteUrl: string, name: string): Promise<void> {
  await page.goto(inviteUrl);
  await answer(page, [
    ["Name", name],
    ["Email", `${name.split(" ")[0]?.toLowerCase() ?? "someone"}@example.test`],
    ["Password", password],
  ]);
  await inTour(page);
}

/** A link by which someone joins, made by an owner from a notebook's Share. */
export async function invite(page: Page, role: "editor" | "viewer"): Promise<string> {
  await page.goto("/w/vision-team");
  await page.getByRole("link", { name: "Handwritten digits" }).click();
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByLabel("Invite someone who").selectOption(role);
  await page.getByRole("button", { name: "Make a link" }).click();
  return page.getByLabel("Invite link").inputValue();
}

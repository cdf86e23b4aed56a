import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import type { Role } from "@/lib/protocol/workspace";
import { principalOf } from "@/server/auth/principal-of";
import { commitVersion, newManifest } from "@/server/features/datasets/commit-version";
import { signUp } from "@/server/features/people/testing";
import { createWorkspace as createFilledWorkspace } from "@/server/features/people/workspaces";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import { ensureSetupToken } from "@/server/features/people/setup";

let app: TestApp;
let ana: TestPerson;
/** Of Ana, with the examples in it. */
let workspace: string;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const nobody = () => callerFor(app, null);
const as = (person: TestPerson) => callerFor(app, person);

async function freshWorkspace(): Promise<void> {
  ana = await createPerson(app, "Ana");
  workspace = (await createFilledWorkspace(app, ana.userId, `Team ${ana.userId}`)).slug;
}

async function inviteTo(role: Role): Promise<string> {
  const { url } = await as(ana).people.invites.create({ workspace, role });
  return url.split("/").at(-1) ?? "";
}

/** Someone new, let in with that role: what the server answered, and as whom to go on. */
async function arrive(role: Role, name: string) {
  const person = signUp(`${name}${workspace.slice(-8)}`);
  const joined = await nobody().people.invites.accept({ token: await inviteTo(role), signUp: person });
  const response = await app.auth.api.signInEmail({ body: person, asResponse: true });
  const principal = await principalOf(app, { cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "" });
  return { ...joined, name: person.name, caller: callerFor(app, principal) };
}

const notebooks = () => as(ana).notebooks.list({ workspace });
const titleOf = async (id: string | null) => (await notebooks()).find((one) => one.id === id)?.title;

it("opens for the owner who sets Quire up as one of their own, beside the workspace's", async () => {
  const fresh = await createTestApp();
  const token = new URL((await ensureSetupToken(fresh)) ?? "").searchParams.get("token") ?? "";
  const made = await callerFor(fresh, null).people.setup.complete({
    token,
    signUp: { ...signUp("Ana"), name: "Ana Silva" },
    workspaceName: "Team",
  });
  const { rows } = await fresh.db.execute("select id, title, folder from notebooks order by created_at");
  expect(rows.map(({ title, folder }) => [folder, title])).toEqual([
    ["", "What does a diamond cost?"],
    ["", "Handwritten digits"],
    ["", "A tour of Quire"],
    ["Tours", "Tour of Quire – Ana Silva"],
  ]);
  expect(made).toEqual({ workspace: "team", notebook: rows.at(-1)?.id });
  await fresh.close();
});

it.each(["editor", "owner"] as const)("opens for a new %s as one of their own", async (role) => {
  await freshWorkspace();
  const [bo, cy] = [await arrive(role, "Bo"), await arrive(role, "Cy")];
  expect(await titleOf(bo.notebook)).toBe(`Tour of Quire – ${bo.name}`);
  expect(await titleOf(cy.notebook)).toBe(`Tour of Quire – ${cy.name}`);
  expect(await bo.caller.notebooks.get({ workspace, notebookId: bo.notebook ?? "" })).toMatchObject({ role });
});

it("opens for a new viewer as the workspace's; where that was deleted they begin in the list", async () => {
  await freshWorkspace();
  const [bo, cy] = [await arrive("viewer", "Bo"), await arrive("viewer", "Cy")];
  expect(await titleOf(bo.notebook)).toBe("A tour of Quire");
  expect(cy.notebook).toBe(bo.notebook);
  expect(await bo.caller.examples.tour({ workspace })).toEqual({ id: bo.notebook });
  expect(await notebooks()).toHaveLength(3);

  await as(ana).notebooks.delete({ workspace, notebookId: bo.notebook ?? "" });
  expect((await arrive("viewer", "Di")).notebook).toBeNull();
  await expect(bo.caller.examples.tour({ workspace })).rejects.toThrow(/was deleted.+restore/);
  await as(ana).notebooks.restore({ workspace, notebookId: bo.notebook ?? "" });
  expect(await cy.caller.examples.tour({ workspace })).toEqual({ id: bo.notebook });
});

it("is none for whoever has an account already", async () => {
  await freshWorkspace();
  const bo = await createPerson(app, "Bo");
  expect(await as(bo).people.invites.accept({ token: await inviteTo("editor") })).toMatchObject({ notebook: null });
  expect(await notebooks()).toHaveLength(3);
});

it("is made once, however often it is asked for, and again when it was deleted", async () => {
  await freshWorkspace();
  const asked = await Promise.all([1, 2, 3, 4].map(() => as(ana).examples.tour({ workspace })));
  const [first] = asked;
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
  expect(await notebooks()).toHaveLength(4);

  await as(ana).notebooks.rename({ workspace, notebookId: first?.id ?? "", title: "Mine" });
  expect(await as(ana).examples.tour({ workspace })).toEqual(first);
  await as(ana).notebooks.delete({ workspace, notebookId: first?.id ?? "" });
  const second = await as(ana).examples.tour({ workspace });
  expect(second).not.toEqual(first);
  // What comes back from the bin is a notebook like others.
  await as(ana).notebooks.restore({ workspace, notebookId: first?.id ?? "" });
  expect(await as(ana).examples.tour({ workspace })).toEqual(second);
});

it("stays a person's own when they may only look", async () => {
  await freshWorkspace();
  const bo = await arrive("editor", "Bo");
  const { user } = await bo.caller.people.me();
  await as(ana).people.members.setRole({ workspace, userId: user?.id ?? "", role: "viewer" });
  expect(await bo.caller.examples.tour({ workspace })).toEqual({ id: bo.notebook });
});

it("brings its data where the workspace has none, and leaves alone what people made of it", async () => {
  ana = await createPerson(app, "Ana");
  workspace = (await createWorkspace(app, [[ana, "editor"]])).slug;
  const versions = async () => (await as(ana).datasets.get({ workspace, name: "penguins" })).versions.length;
  await as(ana).examples.tour({ workspace });
  expect(await as(ana).datasets.resolve({ workspace, name: "penguins" })).toMatchObject({ number: 1 });

  const other = await createWorkspace(app, [[ana, "editor"]]);
  workspace = other.slug;
  const manifest = newManifest([], [], "ours");
  await commitVersion(app, { workspaceId: other.id, userId: ana.userId, name: "penguins", message: "", manifest });
  await as(ana).examples.tour({ workspace });
  expect(await as(ana).datasets.arriving({ workspace })).toEqual([]);
  expect(await versions()).toBe(1);
});

it("costs nobody their account when it cannot be made", async () => {
  await freshWorkspace();
  const publish = vi.spyOn(app.log, "error");
  await app.db.execute("alter table tours add constraint broken check (user_id is null) not valid");
  const bo = await arrive("editor", "Bo");
  await app.db.execute("alter table tours drop constraint broken");
  expect(bo).toMatchObject({ workspace, role: "editor", notebook: null });
  expect(publish).toHaveBeenCalledWith(expect.anything(), expect.stringContaining("tour"));
  expect(await notebooks()).toHaveLength(3);
  expect(await titleOf((await bo.caller.examples.tour({ workspace })).id)).toContain(bo.name);
});
afterEach(() => vi.restoreAllMocks());

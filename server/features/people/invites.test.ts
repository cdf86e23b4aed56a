import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "@/lib/protocol/workspace";
import { invites } from "@/server/db/schema/people";
import { createPerson, createTestApp, createWorkspace, type TestApp } from "@/server/testing/test-app";
import { peopleCaller, signUp } from "./testing";

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const nobody = () => peopleCaller(app, null);

async function invited(role: Role = "editor") {
  const ana = await createPerson(app, "Ana");
  const { slug: workspace } = await createWorkspace(app, [[ana, "owner"]]);
  const owner = peopleCaller(app, ana);
  const { url, id } = await owner.invites.create({ workspace, role });
  return { ana, workspace, owner, id, token: url.split("/").at(-1) ?? "" };
}

describe("an invite", () => {
  it("tells its bearer what it is for, and no more", async () => {
    const { token } = await invited("viewer");
    expect(await nobody().invites.look({ token })).toEqual({ workspace: "Team", role: "viewer", by: "Ana" });
  });

  it("keeps only the hash of its secret", async () => {
    const { token, id } = await invited();
    const [row] = await app.db.select().from(invites).where(eq(invites.id, id));
    expect(JSON.stringify(row)).not.toContain(token);
    expect(token.length).toBeGreaterThanOrEqual(22);
  });

  it("lets someone new sign up and join in one step", async () => {
    const { token, workspace, owner } = await invited("editor");
    const bo = signUp(`Bo${workspace}`);
    expect(await nobody().invites.accept({ token, signUp: bo })).toEqual({
      workspace,
      role: "editor",
      notebook: expect.any(String) as string,
    });
    expect((await app.auth.api.signInEmail({ body: bo })).user.email).toBe(bo.email);
    expect(await owner.members.list({ workspace })).toHaveLength(2);
  });

  it("lets someone who is signed in join", async () => {
    const { token, workspace } = await invited("viewer");
    const caller = peopleCaller(app, await createPerson(app, "Bo"));
    await caller.invites.accept({ token });
    expect((await caller.workspace.get({ workspace })).role).toBe("viewer");
  });

  it("raises a member's role and never lowers it", async () => {
    const { token, ana, owner, workspace } = await invited("editor");
    expect(await peopleCaller(app, ana).invites.accept({ token })).toEqual({
      workspace,
      role: "owner",
      notebook: null,
    });
    const bo = peopleCaller(app, await createPerson(app, "Bo"));
    const { url } = await owner.invites.create({ workspace, role: "viewer" });
    await bo.invites.accept({ token: url.split("/").at(-1) ?? "" });
    expect((await bo.invites.accept({ token })).role).toBe("editor");
  });

  it("asks a stranger for an account", async () => {
    const { token } = await invited();
    await expect(nobody().invites.accept({ token })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });

  it("does not let a token join for its person", async () => {
    const { token } = await invited();
    const bo = await createPerson(app, "Bo");
    const caller = peopleCaller(app, { ...bo, via: "token", scopes: ["manage"] });
    await expect(caller.invites.accept({ token })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("refuses an address that has an account, and changes nothing about that account", async () => {
    const { token, ana } = await invited();
    const taken = { ...signUp("Eve"), email: ana.email.toUpperCase() };
    await expect(nobody().invites.accept({ token, signUp: taken })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(app.auth.api.signInEmail({ body: taken })).rejects.toThrow();
  });

  it("lets one of two sign-ups with one address at the same time win", async () => {
    const { token, workspace, owner } = await invited();
    const person = signUp(`Twin${workspace}`);
    const settled = await Promise.allSettled([1, 2, 3].map(() => nobody().invites.accept({ token, signUp: person })));
    expect(settled.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await owner.members.list({ workspace })).toHaveLength(2);
  });

  it("is worth nothing once revoked", async () => {
    const { token, workspace, owner, id } = await invited();
    await owner.invites.revoke({ workspace, inviteId: id });
    await expect(nobody().invites.look({ token })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(nobody().invites.accept({ token, signUp: signUp("Bo") })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(owner.invites.revoke({ workspace, inviteId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await owner.invites.list({ workspace })).toEqual([]);
  });

  it("is worth nothing once expired", async () => {
    const { token, id } = await invited();
    await app.db
      .update(invites)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(invites.id, id));
    await expect(nobody().invites.accept({ token, signUp: signUp("Bo") })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is worth nothing once its maker is no owner any more", async () => {
    const { token, workspace, ana, owner } = await invited();
    const bo = await createPerson(app, "Bo");
    const { url } = await owner.invites.create({ workspace, role: "owner" });
    const second = peopleCaller(app, bo);
    await second.invites.accept({ token: url.split("/").at(-1) ?? "" });
    await second.members.setRole({ workspace, userId: ana.userId, role: "viewer" });
    await expect(nobody().invites.look({ token })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("of another workspace cannot be revoked or seen from here", async () => {
    const [here, there] = [await invited(), await invited()];
    await expect(here.owner.invites.revoke({ workspace: here.workspace, inviteId: there.id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await here.owner.invites.list({ workspace: here.workspace })).map(({ id }) => id)).toEqual([here.id]);
  });

  it.each([0, -1, 1.5, 91, Number.NaN])("cannot last %d days", async (days) => {
    const { owner, workspace } = await invited();
    await expect(owner.invites.create({ workspace, role: "viewer", days })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });
});

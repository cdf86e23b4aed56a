import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { principalOf } from "@/server/auth/principal-of";
import { personalTokens } from "@/server/db/schema/people";
import { createPerson, createTestApp, createWorkspace, type TestApp } from "@/server/testing/test-app";
import { peopleCaller } from "./testing";

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

async function withToken(scopes: ("read" | "write" | "manage")[], days: number | null = null) {
  const ana = await createPerson(app, "Ana");
  const { slug: workspace } = await createWorkspace(app, [[ana, "owner"]]);
  const person = peopleCaller(app, ana);
  const made = await person.tokens.create({ name: "script", scopes, days });
  const headers = { authorization: `Bearer ${made.token}` };
  const principal = await principalOf(app, headers);
  return { ana, workspace, person, made, headers, principal, script: peopleCaller(app, principal) };
}

describe("a personal token", () => {
  it("stands for its person, with its scopes alone", async () => {
    const { ana, principal, made } = await withToken(["read"]);
    expect(made.token).toMatch(/^quire_pat_[\w-]{32}$/);
    expect(principal).toEqual({ userId: ana.userId, name: "Ana", email: ana.email, via: "token", scopes: ["read"] });
  });

  it("is shown once and kept as a hash", async () => {
    const { made, person } = await withToken(["read"]);
    const [row] = await app.db.select().from(personalTokens).where(eq(personalTokens.id, made.id));
    expect(JSON.stringify(row)).not.toContain(made.token);
    const [listed] = await person.tokens.list();
    expect(JSON.stringify(listed)).not.toContain(made.token);
    expect(listed).toMatchObject({ name: "script", prefix: made.prefix, scopes: ["read"] });
  });

  it("may read with `read`, and neither change nor manage", async () => {
    const { script, workspace, ana } = await withToken(["read"]);
    expect((await script.workspace.get({ workspace })).role).toBe("owner");
    await expect(script.members.setRole({ workspace, userId: ana.userId, role: "owner" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(script.workspace.create({ name: "W" })).rejects.toThrow(/lacks the scope "manage"/);
  });

  it("may manage with `manage`, which contains the rest", async () => {
    const { script, workspace } = await withToken(["manage"]);
    await script.workspace.updateSettings({ workspace, name: "Renamed" });
    expect((await script.workspace.get({ workspace })).name).toBe("Renamed");
  });

  it("can neither make tokens nor see them", async () => {
    const { script, made } = await withToken(["manage"]);
    await expect(script.tokens.create({ name: "child", scopes: ["read"] })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(script.tokens.list()).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(script.tokens.revoke({ tokenId: made.id })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is worth nothing once revoked or expired", async () => {
    const revoked = await withToken(["read"]);
    await revoked.person.tokens.revoke({ tokenId: revoked.made.id });
    expect(await principalOf(app, revoked.headers)).toBeNull();
    const expired = await withToken(["read"], 1);
    expect(expired.principal).not.toBeNull();
    await app.db
      .update(personalTokens)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(personalTokens.id, expired.made.id));
    expect(await principalOf(app, expired.headers)).toBeNull();
  });

  it("of another person cannot be revoked", async () => {
    const [mine, theirs] = [await withToken(["read"]), await withToken(["read"])];
    await expect(mine.person.tokens.revoke({ tokenId: theirs.made.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await principalOf(app, theirs.headers)).not.toBeNull();
  });

  it("says when it was last used", async () => {
    const { person } = await withToken(["read"]);
    expect((await person.tokens.list())[0]?.lastUsedAt).toBeInstanceOf(Date);
  });

  it.each(["", "quire_pat_", "quire_pat_wrong", "other", "quire_pat_\u00e9"])(
    "that is %j is nobody's",
    async (token) => {
      const { ana } = await withToken(["read"]);
      expect(ana).toBeDefined();
      expect(await principalOf(app, { authorization: `Bearer ${token}` })).toBeNull();
    },
  );

  it.each([
    [{ name: "", scopes: ["read" as const] }],
    [{ name: "x", scopes: [] }],
    [{ name: "x", scopes: ["read" as const], days: 0 }],
    [{ name: "x".repeat(81), scopes: ["read" as const] }],
  ])("cannot be made from %j", async (input) => {
    const { person } = await withToken(["read"]);
    await expect(person.tokens.create(input)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

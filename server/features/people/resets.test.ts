import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { principalOf } from "@/server/auth/principal-of";
import { user } from "@/server/db/schema/auth";
import { passwordResets } from "@/server/db/schema/people";
import { createPerson, createTestApp, createWorkspace, type TestApp } from "@/server/testing/test-app";
import { createOperatorReset } from "./resets";
import { peopleCaller, signUp } from "./testing";

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const nobody = () => peopleCaller(app, null);
const secretOf = (url: string) => url.split("/").at(-1) ?? "";
const password = "a whole new password";

/** Ana owns a workspace into which Bo signed up. */
async function team() {
  const ana = await createPerson(app, "Ana");
  const { slug: workspace } = await createWorkspace(app, [[ana, "owner"]]);
  const owner = peopleCaller(app, ana);
  const bo = signUp(`Bo${workspace}`);
  await nobody().invites.accept({
    token: secretOf((await owner.invites.create({ workspace, role: "editor" })).url),
    signUp: bo,
  });
  const [row] = await app.db.select({ id: user.id }).from(user).where(eq(user.email, bo.email));
  return { ana, owner, workspace, bo: { ...bo, userId: row?.id ?? "" } };
}

async function signIn(body: { email: string; password: string }) {
  const response = await app.auth.api.signInEmail({ body, asResponse: true });
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

describe("a reset link", () => {
  it("sets the password once and signs every session out", async () => {
    const { owner, workspace, bo } = await team();
    const cookie = await signIn(bo);
    expect(await principalOf(app, { cookie })).not.toBeNull();
    const token = secretOf((await owner.resets.create({ workspace, userId: bo.userId })).url);
    expect(await nobody().resets.look({ token })).toEqual({ name: bo.name, email: bo.email });
    expect(await nobody().resets.use({ token, password })).toEqual({ email: bo.email });

    expect(await principalOf(app, { cookie })).toBeNull();
    expect(await signIn(bo)).toBe("");
    expect(await signIn({ email: bo.email, password })).not.toBe("");
    await expect(nobody().resets.use({ token, password: "once more, please" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("is used up by the use of another one", async () => {
    const { owner, workspace, bo } = await team();
    const make = async () => secretOf((await owner.resets.create({ workspace, userId: bo.userId })).url);
    const [first, second] = [await make(), await make()];
    await nobody().resets.use({ token: second, password });
    await expect(nobody().resets.look({ token: first })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("works once even when used twice at the same time", async () => {
    const { owner, workspace, bo } = await team();
    const token = secretOf((await owner.resets.create({ workspace, userId: bo.userId })).url);
    const settled = await Promise.allSettled(
      [1, 2, 3].map((n) => nobody().resets.use({ token, password: `${password} ${n}` })),
    );
    expect(settled.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  });

  it("expires", async () => {
    const { owner, workspace, bo } = await team();
    const token = secretOf((await owner.resets.create({ workspace, userId: bo.userId })).url);
    await app.db
      .update(passwordResets)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(passwordResets.userId, bo.userId));
    await expect(nobody().resets.use({ token, password })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("keeps its link when the password is too short", async () => {
    const { owner, workspace, bo } = await team();
    const token = secretOf((await owner.resets.create({ workspace, userId: bo.userId })).url);
    await expect(nobody().resets.use({ token, password: "short" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await nobody().resets.look({ token });
  });

  it("cannot be made for oneself, for a stranger, or by a token", async () => {
    const { ana, owner, workspace } = await team();
    const other = await team();
    await expect(owner.resets.create({ workspace, userId: ana.userId })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(owner.resets.create({ workspace, userId: other.bo.userId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const token = peopleCaller(app, { ...ana, via: "token", scopes: ["manage"] });
    await expect(token.resets.create({ workspace, userId: other.bo.userId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("is no way into a workspace of someone else", async () => {
    const { owner, workspace, bo } = await team();
    const victim = await createPerson(app, "Victim");
    await createWorkspace(app, [
      [victim, "owner"],
      [{ ...victim, userId: bo.userId }, "owner"],
    ]);
    await expect(owner.resets.create({ workspace, userId: bo.userId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("stops being valid when the person joins a workspace of someone else", async () => {
    const { owner, workspace, bo } = await team();
    const token = secretOf((await owner.resets.create({ workspace, userId: bo.userId })).url);
    const other = await createPerson(app, "Other");
    await createWorkspace(app, [
      [other, "owner"],
      [{ ...other, userId: bo.userId }, "viewer"],
    ]);
    await expect(nobody().resets.use({ token, password })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("can be made by the person who runs the server, for any account", async () => {
    const { bo } = await team();
    const { url } = await createOperatorReset(app, ` ${bo.email.toUpperCase()} `);
    await nobody().resets.use({ token: secretOf(url), password });
    expect(await signIn({ email: bo.email, password })).not.toBe("");
    await expect(createOperatorReset(app, "nobody@example.org")).rejects.toThrow(/No account/);
  });
});

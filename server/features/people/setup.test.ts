import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "@/server/testing/test-app";
import { principalOf } from "@/server/auth/principal-of";
import { peopleCaller, signUp } from "./testing";
import { ensureSetupToken } from "./setup";

let app: TestApp;
beforeEach(async () => {
  app = await createTestApp();
});
afterEach(() => app.close());

const tokenOf = (link: string | null) => new URL(link ?? "").searchParams.get("token") ?? "";

describe("set-up", () => {
  it("makes the owner, a workspace of theirs, and then closes", async () => {
    const caller = peopleCaller(app, null);
    expect(await caller.me()).toEqual({ user: null, setupNeeded: true });
    const token = tokenOf(await ensureSetupToken(app));
    await caller.setup.look({ token });
    expect(await caller.setup.complete({ token, signUp: signUp("Ana"), workspaceName: "Équipe Vision" })).toEqual({
      workspace: "equipe-vision",
      notebook: expect.any(String) as string,
    });

    expect(await ensureSetupToken(app)).toBeNull();
    expect(await caller.me()).toEqual({ user: null, setupNeeded: false });
    await expect(caller.setup.complete({ token, signUp: signUp("Bo"), workspaceName: "B" })).rejects.toThrow(
      /set up already/,
    );
  });

  it("lets the owner sign in with the password that was given", async () => {
    const token = tokenOf(await ensureSetupToken(app));
    await peopleCaller(app, null).setup.complete({ token, signUp: signUp("Ana"), workspaceName: "W" });
    const { email, password } = signUp("Ana");
    const response = await app.auth.api.signInEmail({ body: { email, password }, asResponse: true });
    const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    const principal = await principalOf(app, { cookie });
    expect(await peopleCaller(app, principal).workspaces()).toEqual([{ slug: "w", name: "W", role: "owner" }]);
  });

  it("takes only the newest link", async () => {
    const old = tokenOf(await ensureSetupToken(app));
    const newest = tokenOf(await ensureSetupToken(app));
    const caller = peopleCaller(app, null);
    await expect(caller.setup.look({ token: old })).rejects.toThrow(/not valid/);
    await expect(caller.setup.look({ token: "" })).rejects.toThrow();
    await expect(caller.setup.complete({ token: "guess", signUp: signUp("Ana"), workspaceName: "W" })).rejects.toThrow(
      /not valid/,
    );
    await caller.setup.look({ token: newest });
  });

  it("lets one of two at the same time win, and leaves nothing of the other", async () => {
    const token = tokenOf(await ensureSetupToken(app));
    const caller = peopleCaller(app, null);
    const tries = ["Ana", "Bo", "Cy"].map((name) =>
      caller.setup.complete({ token, signUp: signUp(name), workspaceName: name }),
    );
    const settled = await Promise.allSettled(tries);
    expect(settled.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const { rows } = await app.db.execute(
      'select (select count(*)::int from "user") people, (select count(*)::int from workspaces) workspaces',
    );
    expect(rows).toEqual([{ people: 1, workspaces: 1 }]);
  });

  it.each([
    [{ password: "short" }, /at least 10/],
    [{ password: "x".repeat(129) }, /at most 128/],
    [{ email: "ana" }, /email/],
    [{ name: "   " }, /name/i],
  ])("says what is wrong with %j and keeps the link", async (bad, message) => {
    const token = tokenOf(await ensureSetupToken(app));
    const caller = peopleCaller(app, null);
    await expect(
      caller.setup.complete({ token, signUp: { ...signUp("Ana"), ...bad }, workspaceName: "W" }),
    ).rejects.toThrow(message);
    await caller.setup.look({ token });
  });
});

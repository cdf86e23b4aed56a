import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPerson, createTestApp, createWorkspace, type TestApp } from "@/server/testing/test-app";
import { type MembershipChange, onMembershipChanged } from "./membership-events";
import { peopleCaller } from "./testing";

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

async function team() {
  const [ana, bo, cy] = await Promise.all([createPerson(app, "Ana"), createPerson(app, "Bo"), createPerson(app, "Cy")]);
  const { slug: workspace, id } = await createWorkspace(app, [
    [ana, "owner"],
    [bo, "editor"],
  ]);
  return {
    ana,
    bo,
    cy,
    workspace,
    id,
    as: { ana: peopleCaller(app, ana), bo: peopleCaller(app, bo), cy: peopleCaller(app, cy) },
  };
}

describe("members", () => {
  it("are seen by every member and by nobody else", async () => {
    const { workspace, as } = await team();
    const names = (await as.bo.members.list({ workspace })).map(({ name, role }) => `${name} ${role}`);
    expect(names).toEqual(["Ana owner", "Bo editor"]);
    await expect(as.cy.members.list({ workspace })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are changed by owners alone", async () => {
    const { ana, bo, workspace, as } = await team();
    await expect(as.bo.members.setRole({ workspace, userId: bo.userId, role: "owner" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(as.bo.members.remove({ workspace, userId: ana.userId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await as.ana.members.setRole({ workspace, userId: bo.userId, role: "viewer" });
    expect((await as.bo.workspace.get({ workspace })).role).toBe("viewer");
  });

  it("lose their way in at once when removed, and open sockets hear of it", async () => {
    const { bo, workspace, id, as } = await team();
    const changes: MembershipChange[] = [];
    const stop = onMembershipChanged(app, (change) => changes.push(change));
    await as.ana.members.setRole({ workspace, userId: bo.userId, role: "viewer" });
    await as.ana.members.remove({ workspace, userId: bo.userId });
    stop();
    expect(changes).toEqual([
      { type: "role", workspaceId: id, userId: bo.userId, role: "viewer" },
      { type: "role", workspaceId: id, userId: bo.userId, role: null },
    ]);
    await expect(as.bo.workspace.get({ workspace })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are told to who looks when one joins, gets another role, is removed or leaves, and of nothing else", async () => {
    const { ana, bo, cy, workspace, id, as } = await team();
    const abort = new AbortController();
    const ticks = await peopleCaller(app, bo, abort.signal).members.watch({ workspace });
    const reader = ticks[Symbol.asyncIterator]();
    // What was read before it listened may be old.
    await reader.next();
    const changes = [
      async () => {
        const { url } = await as.ana.invites.create({ workspace, role: "editor", days: 1 });
        await as.cy.invites.accept({ token: url.split("/").at(-1) ?? "" });
      },
      () => as.ana.members.setRole({ workspace, userId: cy.userId, role: "viewer" }),
      () => as.cy.members.leave({ workspace }),
    ];
    for (const change of changes) {
      const told = reader.next();
      app.events.publish("workspace", id, { changed: "notebooks" });
      await change();
      expect(await told).toMatchObject({ done: false });
    }
    expect((await as.ana.members.list({ workspace })).map(({ userId }) => userId)).toEqual([ana.userId, bo.userId]);
    const end = reader.next();
    app.events.publish("workspace", id, { changed: "notebooks" });
    abort.abort();
    expect(await end).toMatchObject({ done: true });
  });

  it("always include an owner", async () => {
    const { ana, workspace, as } = await team();
    await expect(as.ana.members.setRole({ workspace, userId: ana.userId, role: "editor" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(as.ana.members.remove({ workspace, userId: ana.userId })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(as.ana.members.leave({ workspace })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("include an owner even when two owners step down at the same time", async () => {
    for (let round = 0; round < 5; round++) {
      const { bo, workspace, as } = await team();
      await as.ana.members.setRole({ workspace, userId: bo.userId, role: "owner" });
      const left = await Promise.allSettled([as.ana.members.leave({ workspace }), as.bo.members.leave({ workspace })]);
      expect(left.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    }
  });

  it("may leave by themselves", async () => {
    const { workspace, as } = await team();
    await as.bo.members.leave({ workspace });
    await expect(as.bo.members.list({ workspace })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("of another workspace are unknown here", async () => {
    const { workspace, as } = await team();
    const other = await team();
    await expect(as.ana.members.setRole({ workspace, userId: other.bo.userId, role: "viewer" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(as.ana.members.remove({ workspace, userId: other.bo.userId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(as.ana.members.remove({ workspace, userId: "\0" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("leave a trace of each change", async () => {
    const { bo, workspace, as } = await team();
    await as.ana.members.setRole({ workspace, userId: bo.userId, role: "viewer" });
    await as.ana.members.remove({ workspace, userId: bo.userId });
    const trace = await as.ana.audit.list({ workspace });
    expect(trace.map(({ action, target, by }) => ({ action, target, by }))).toEqual([
      { action: "member.remove", target: bo.userId, by: "Ana" },
      { action: "member.setRole", target: bo.userId, by: "Ana" },
    ]);
    await expect(as.bo.audit.list({ workspace })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

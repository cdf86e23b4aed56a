import { Writable } from "node:stream";
import { eq } from "drizzle-orm";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { auditLog } from "@/server/db/schema/people";
import { secrets } from "@/server/db/schema/secrets";
import { redact } from "@/server/log";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";

const VALUE = "sk-live-9f8E7d6C5b4A3+2/1x";
const everywhere = { role: "editor", notebookIds: null } as const;

let app: TestApp;
/** Everything that was logged. */
const logged: string[] = [];
let ana: TestPerson;
let bo: TestPerson;
let cleo: TestPerson;
let workspace: string;
let workspaceId: string;

beforeAll(async () => {
  const sink = new Writable({
    write: (chunk: Buffer, _, done) => {
      logged.push(chunk.toString());
      done();
    },
  });
  app = await createTestApp({ QUIRE_LOG_LEVEL: "trace" }, pino({ level: "trace", redact }, sink));
});
afterAll(() => app.close());

beforeEach(async () => {
  [ana, bo, cleo] = await Promise.all([createPerson(app, "Ana"), createPerson(app, "Bo"), createPerson(app, "Cleo")]);
  const team = await createWorkspace(app, [
    [ana, "owner"],
    [bo, "editor"],
    [cleo, "editor"],
  ]);
  [workspace, workspaceId] = [team.slug, team.id];
});

const as = (person: TestPerson) => callerFor(app, person);
const notebook = async (title = "Weather") => (await as(ana).notebooks.create({ workspace, title })).id;
const set = (more: object = {}) =>
  as(ana).secrets.set({ workspace, name: "KEY", value: VALUE, ...everywhere, ...more });
const actions = async () =>
  (await app.db.select().from(auditLog).where(eq(auditLog.workspaceId, workspaceId)).orderBy(auditLog.id))
    .filter(({ action }) => action.startsWith("secret."))
    .map(({ action, userId, target, details }) => ({ action, userId, target, details }));

describe("a secret", () => {
  it("is given to an editor's kernel, and lies sealed in the database", async () => {
    await set();
    const notebookId = await notebook();
    expect(await as(bo).secrets.use({ workspace, name: "KEY", notebookId })).toEqual({ name: "KEY", value: VALUE });
    const [row] = await app.db.select().from(secrets).where(eq(secrets.workspaceId, workspaceId));
    expect(Buffer.from(row?.sealed ?? []).includes("sk-live")).toBe(false);
  });

  it("is listed by name, and no answer but that of its use holds the value", async () => {
    await set();
    await as(bo).secrets.use({ workspace, name: "KEY", notebookId: await notebook() });
    const list = await as(bo).secrets.list({ workspace });
    expect(list).toMatchObject([{ name: "KEY", ...everywhere, setBy: "Ana", mayUse: true, readable: true }]);
    expect(list[0]?.usedAt).toBeInstanceOf(Date);
    expect(JSON.stringify([list, await as(ana).people.audit.list({ workspace })])).not.toContain("9f8E7d");
  });

  it("leaves a trace when it is set, changed, used and deleted, without the value", async () => {
    const notebookId = await notebook();
    await set();
    await as(bo).secrets.use({ workspace, name: "KEY", notebookId });
    await as(bo).secrets.use({ workspace, name: "KEY", notebookId });
    await set({ value: "another value altogether" });
    await as(ana).secrets.set({ workspace, name: "KEY", role: "owner", notebookIds: [notebookId] });
    await as(ana).secrets.use({ workspace, name: "KEY", notebookId });
    await as(ana).secrets.delete({ workspace, name: "KEY" });
    const access = { role: "editor", userIds: [], notebookIds: null };
    expect(await actions()).toEqual([
      { action: "secret.set", userId: ana.userId, target: "KEY", details: { value: "new", ...access } },
      { action: "secret.use", userId: bo.userId, target: "KEY", details: { notebookId } },
      { action: "secret.set", userId: ana.userId, target: "KEY", details: { value: "replaced", ...access } },
      {
        action: "secret.set",
        userId: ana.userId,
        target: "KEY",
        details: { value: "kept", role: "owner", userIds: [], notebookIds: [notebookId] },
      },
      { action: "secret.use", userId: ana.userId, target: "KEY", details: { notebookId } },
      { action: "secret.delete", userId: ana.userId, target: "KEY", details: {} },
    ]);
    await expect(as(bo).secrets.use({ workspace, name: "KEY", notebookId })).rejects.toThrow(
      'This workspace has no secret "KEY". Its settings list those that there are; an owner can add one.',
    );
  });

  it("is for the people whom an owner chose, and no others", async () => {
    const notebookId = await notebook();
    await set({ role: null, userIds: [bo.userId] });
    expect((await as(bo).secrets.use({ workspace, name: "KEY", notebookId })).value).toBe(VALUE);
    for (const other of [ana, cleo])
      await expect(as(other).secrets.use({ workspace, name: "KEY", notebookId })).rejects.toThrow(
        'The secret "KEY" is for certain members of this workspace, and you are none of them. Ask an owner to let you use it.',
      );
    expect((await as(cleo).secrets.list({ workspace }))[0]?.mayUse).toBe(false);
    await as(ana).secrets.set({ workspace, name: "KEY", role: "owner", notebookIds: null });
    await expect(as(bo).secrets.use({ workspace, name: "KEY", notebookId })).rejects.toThrow("is for owners of");
    await as(ana).people.members.remove({ workspace, userId: bo.userId });
    await expect(as(bo).secrets.use({ workspace, name: "KEY", notebookId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("is for the notebooks that an owner chose, and no others", async () => {
    const [one, other] = [await notebook("One"), await notebook("Other")];
    await set({ notebookIds: [one] });
    expect((await as(bo).secrets.use({ workspace, name: "KEY", notebookId: one })).value).toBe(VALUE);
    await expect(as(bo).secrets.use({ workspace, name: "KEY", notebookId: other })).rejects.toThrow(
      'The secret "KEY" is for certain notebooks, not for this notebook. An owner can change that in the workspace\'s settings.',
    );
    await expect(as(bo).secrets.use({ workspace, name: "KEY" })).rejects.toThrow("not for a script outside of them");
    await as(ana).secrets.set({ workspace, name: "KEY", role: "editor", notebookIds: [] });
    await expect(as(bo).secrets.use({ workspace, name: "KEY", notebookId: one })).rejects.toThrow(
      "is for the import of datasets, not for this notebook",
    );
  });

  it("is given to a script by its token, where the token may write", async () => {
    await set();
    const script = (scopes: ("read" | "write")[]) => callerFor(app, { ...bo, via: "token", scopes });
    expect((await script(["write"]).secrets.use({ workspace, name: "KEY" })).value).toBe(VALUE);
    await expect(script(["read"]).secrets.use({ workspace, name: "KEY" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it.each([
    [{ value: "short" }, "Use at least 8 characters"],
    [{ name: "weather key" }, "Use capital letters, digits and underscores"],
    [{ role: null }, "Nobody could use this secret"],
    [{ role: null, userIds: ["nobody"] }, "no member of this workspace"],
    [{ notebookIds: ["none"] }, "not in this workspace"],
    [{ name: "NEW", value: undefined }, 'has no secret "NEW"'],
  ])("cannot be set with %j", async (more, message) => {
    await set();
    await expect(set(more)).rejects.toThrow(message);
    expect((await as(ana).secrets.list({ workspace })).map(({ name }) => name)).toEqual(["KEY"]);
  });

  it("says that the server's own secret has changed", async () => {
    await set();
    const moved = { ...app, env: { ...app.env, QUIRE_SECRET: "another secret for tests, as long" } };
    const caller = callerFor(moved, ana);
    expect(await caller.secrets.list({ workspace })).toMatchObject([{ name: "KEY", readable: false }]);
    await expect(caller.secrets.use({ workspace, name: "KEY" })).rejects.toThrow(
      'The secret "KEY" cannot be read: it was stored while the server had another QUIRE_SECRET.',
    );
    await caller.secrets.set({ workspace, name: "KEY", value: VALUE, ...everywhere });
    expect((await caller.secrets.use({ workspace, name: "KEY" })).value).toBe(VALUE);
  });

  it("stays out of records and logs although a kernel sends it unmasked", async () => {
    const device = { kind: "browser", backend: "cpu", adapter: "" } as const;
    const notebookId = await notebook();
    await set();
    await as(bo).secrets.use({ workspace, name: "KEY", notebookId });
    const { sessionId } = await as(bo).executions.openSession({ workspace, notebookId, device });
    const executionId = newId();
    const begun = { workspace, notebookId, sessionId, executionId, cellId: "a", code: "key" };
    await as(bo).executions.begin(begun);
    const bundle = {
      "text/plain": `is ${VALUE}`,
      "text/html": `<i>${Buffer.from(`bo:${VALUE}`).toString("base64")}</i>`,
    };
    const json = JSON.stringify({ kind: "result", bundle });
    await as(bo).executions.append({ workspace, executionId, chunks: [{ seq: 0, json }] });
    await as(bo).executions.end({ workspace, executionId, status: "succeeded" });
    const params = { url: `https://example.org/?key=${encodeURIComponent(VALUE)}` };
    const { runId } = await as(bo).runs.start({ workspace, name: `with ${VALUE}`, params, device });
    await as(bo).runs.params({ workspace, runId, params: { again: VALUE } });
    const run = await as(bo).runs.get({ workspace, runId });
    expect(run).toMatchObject({
      name: "with •••• KEY",
      params: { url: "https://example.org/?key=•••• KEY", again: "•••• KEY" },
    });
    const page = await as(bo).notebooks.export({ workspace, notebookId, format: "html" });
    const everything = await app.db.$client.query(
      "select (select json_agg(c) from execution_chunks c)::text || (select json_agg(r) from runs r)::text as all",
    );
    for (const text of [JSON.stringify(page), JSON.stringify(everything.rows)]) {
      expect(text).not.toContain("9f8E7d6C5b4A");
      expect(text).not.toContain(Buffer.from(VALUE).toString("base64").slice(4, 20));
    }
    expect(JSON.stringify(everything.rows)).toContain("•••• KEY");
    app.log.error({ err: Object.assign(new Error("no"), { params: [VALUE] }), input: { value: VALUE } }, "careless");
    expect(logged.join("")).toContain("careless");
    expect(logged.join("")).not.toContain("9f8E7d");
  });

  it("may be asked for now and then, not in a loop", async () => {
    await set();
    const ask = () => as(cleo).secrets.use({ workspace, name: "KEY" });
    await Promise.all(Array.from({ length: 300 }, ask));
    await expect(ask()).rejects.toThrow(/Ask once and keep the value in a name; try again in \d+ s\./);
  });
});

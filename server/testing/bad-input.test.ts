import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import superjson from "superjson";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { newId } from "@/lib/ids";
import { FolderBlobStore } from "@/server/blobs/folder-store";
import { fillDisk } from "./full-disk";
import { type Cast, createCast, type Headers } from "./rights-cast";
import { callerFor } from "./test-app";
import { createTestServer, type TestServer } from "./test-server";

/** What people, programs and scanners send that they should not: an answer with a reason, a line in the log, a server still up. */

const lineSchema = z.looseObject({ level: z.number(), requestId: z.string().optional() });
const ERROR = 50;
const logged: z.infer<typeof lineSchema>[] = [];
const collect = { write: (line: string) => void logged.push(lineSchema.parse(JSON.parse(line))) };

let server: TestServer;
let cast: Cast;
let writer: Headers;
beforeAll(async () => {
  server = await createTestServer({}, pino({ level: "info" }, collect));
  cast = await createCast(server);
  writer = cast.byRole.editor.tokens.write;
});
afterAll(() => server.close());

afterEach(async () => {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

const json = { "content-type": "application/json" };
const restError = z.object({ error: z.string().min(10) });
const trpcError = z.object({
  error: z.object({ json: z.object({ message: z.string().min(1), data: z.object({ httpStatus: z.number() }) }) }),
});

interface Answer {
  status: number;
  text: string;
  requestId: string;
}

async function send(address: string, init: RequestInit & { duplex?: "half" }): Promise<Answer> {
  const response = await fetch(server.url + address, init);
  return {
    status: response.status,
    text: await response.text(),
    requestId: response.headers.get("x-request-id") ?? "none",
  };
}

const call = (procedure: string, body: string, headers: Headers = json) =>
  send(`/trpc/${procedure}`, { method: "POST", headers: { ...writer, ...headers }, body });
const mutate = (procedure: string, input: object) =>
  call(procedure, JSON.stringify(superjson.serialize({ workspace: cast.team.slug, ...input })));

const linesOf = ({ requestId }: Answer) => logged.filter((line) => line.requestId === requestId);

/** Refused with that status and a reason, which is logged under the id that the answer names; no failure of the server. */
function expectRefusal(answer: Answer, status: number): void {
  expect(answer.status, answer.text).toBe(status);
  const body: unknown = JSON.parse(answer.text);
  expect(trpcError.safeParse(body).success || restError.safeParse(body).success, answer.text).toBe(true);
  expect(answer.text).not.toMatch(/node_modules|at .+\.ts:\d+|Failed query/);
  expect(linesOf(answer).map((line) => line.level < ERROR)).toEqual([true]);
}

const titles = async () => {
  const caller = callerFor(server.app, cast.byRole.owner.person);
  return (await caller.notebooks.list({ workspace: cast.team.slug })).map(({ title }) => title);
};

it.each(["{", "", "null", "[]", '"text"', '{"json":{"workspace":7}}', "\u0000", '{"json":'])(
  "refuses a call whose body is %j",
  async (body) => expectRefusal(await call("notebooks.create", body), 400),
);

it("refuses a call in a content type that is not JSON", async () => {
  expectRefusal(await call("notebooks.create", "title=x", { "content-type": "application/xml" }), 415);
});

it("refuses a query whose input is no JSON", async () => {
  expectRefusal(await send("/trpc/notebooks.list?input=%7B", { headers: writer }), 400);
});

it("refuses a sign-in whose body is no JSON", async () => {
  const { status } = await send("/api/auth/sign-in/email", { method: "POST", headers: json, body: "{" });
  expect(status).toBe(400);
});

it("knows no procedure by any other name", async () => {
  expectRefusal(await call("notebooks.__proto__", "{}"), 404);
});

it.each([newId(), "'; drop table notebooks; --", "../../etc/passwd", "x".repeat(5000)])(
  "finds no notebook %s to rename",
  async (notebookId) => {
    const answer = await mutate("notebooks.rename", { notebookId, title: "Renamed" });
    expectRefusal(answer, answer.status === 400 ? 400 : 404);
    expect(await titles()).not.toContain("Renamed");
  },
);

it("finds no notebook of another workspace to rename", async () => {
  const stranger = callerFor(server.app, cast.stranger.person);
  const theirs = { workspace: cast.others.slug };
  const { id: notebookId } = await stranger.notebooks.create({ ...theirs, title: "Theirs" });
  expectRefusal(await mutate("notebooks.rename", { notebookId, title: "Ours" }), 404);
  expect((await stranger.notebooks.list(theirs)).map(({ title }) => title)).toEqual(["Theirs"]);
});

it("refuses a NUL in text, which no database can keep, and keeps nothing of it", async () => {
  const caller = callerFor(server.app, cast.byRole.editor.person);
  const workspace = cast.team.slug;
  const before = (await caller.runs.list({ workspace })).runs.length;
  const device = { kind: "browser", backend: "cpu", adapter: "nul\u0000led" };
  expectRefusal(await mutate("runs.start", { name: "digits", device, params: { note: "nul\u0000led" } }), 400);
  expect((await caller.runs.list({ workspace })).runs).toHaveLength(before);
});

it("refuses a call with a body of more than 8 MB", async () => {
  expectRefusal(await mutate("notebooks.create", { title: "x".repeat(9 * 2 ** 20) }), 413);
});

it("refuses a sign-in with a large body unread", async () => {
  const body = JSON.stringify({ email: "x".repeat(20_000), password: "x" });
  const { status } = await send("/api/auth/sign-in/email", { method: "POST", headers: json, body });
  expect(status).toBe(413);
});

it.each(["0".repeat(64), "..%2f..%2fetc%2fpasswd", "%00", "short"])("has no blob %s", async (hash) => {
  const answer = await send(`/blobs/${cast.team.slug}/${hash}`, { headers: writer });
  expectRefusal(answer, answer.status === 400 ? 400 : 404);
});

it("answers an address that cannot be decoded", async () => {
  expect((await send("/blobs/%E0%A4%A", { headers: writer })).status).toBeLessThan(500);
});

it("refuses a prediction without a key, whatever its body is", async () => {
  expectRefusal(await send("/v1/models/digits:predict", { method: "POST", headers: json, body: "{" }), 401);
});

const blobFolder = () => path.join(server.app.env.QUIRE_DATA, "blobs");
const stagedFiles = () => readdir(path.join(blobFolder(), "tmp"));

it("keeps nothing of an upload that breaks off", async () => {
  const { port } = new URL(server.url);
  const headers = { ...writer, "content-length": 1000 };
  const upload = request({ port, method: "POST", path: `/blobs/${cast.team.slug}`, headers });
  upload.on("error", () => undefined);
  upload.write("only this");
  await expect.poll(stagedFiles).toHaveLength(1);
  upload.destroy();
  await expect.poll(stagedFiles).toEqual([]);
});

it("says that the disk is full, logs it, and keeps nothing half-written", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "quire-full-"));
  const whole = server.app.blobs;
  // The kernel's own full disk: every write to it fails as on a real one.
  server.app.blobs = await FolderBlobStore.open(folder, () => open("/dev/full", "w"));
  const body = new Uint8Array(100_000);
  const answer = await send(`/blobs/${cast.team.slug}`, { method: "POST", headers: writer, body });
  server.app.blobs = whole;
  expect(answer.status).toBe(507);
  expect(restError.parse(JSON.parse(answer.text)).error).toMatch(/disk is full.+Free some space/);
  expect(linesOf(answer).map(({ level }) => level)).toEqual([ERROR]);
  expect(await readdir(folder, { recursive: true })).toEqual(["tmp"]);
  await rm(folder, { recursive: true });
  const again = await send(`/blobs/${cast.team.slug}`, { method: "POST", headers: writer, body });
  expect(again.status).toBe(201);
});

const fullAnswer = z.object({
  error: z.object({
    json: z.object({
      message: z.string().regex(/disk is full.+Free some space/),
      data: z.object({ quireCode: z.literal("NO_SPACE"), httpStatus: z.literal(507) }),
    }),
  }),
});

it("says that the database has no space, in a call and in REST, and works again once it has", async () => {
  const before = await titles();
  const frees = [await fillDisk(server.app.db, "notebooks"), await fillDisk(server.app.db, "workspace_blobs")];
  const answers = [
    await mutate("notebooks.create", { title: "Not kept" }),
    await send(`/blobs/${cast.team.slug}`, { method: "POST", headers: writer, body: "not named" }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([507, 507]);
  fullAnswer.parse(JSON.parse(answers[0]!.text));
  expect(restError.parse(JSON.parse(answers[1]!.text)).error).toMatch(/disk is full.+Free some space/);
  for (const answer of answers) expect(linesOf(answer).map(({ level }) => level)).toEqual([ERROR]);
  expect(await titles()).toEqual(before);
  for (const free of frees) await free();
  expect((await mutate("notebooks.create", { title: "Kept" })).status).toBe(200);
  expect(await titles()).toContain("Kept");
});

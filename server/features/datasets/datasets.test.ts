import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeColumns } from "@/lib/datasets/from-values";
import type { ImportOptionsInput, ImportState } from "@/lib/datasets/import-options";
import type { ExampleName } from "@/lib/examples/catalogue";
import { loadDataset } from "@/lib/datasets/load-dataset";
import { auditLog } from "@/server/db/schema/people";
import { createToken } from "@/server/features/people/tokens";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { exampleRequest } from "./example-imports";
import { importNow } from "./import-jobs";
import { makeIdx } from "./testing";

let server: TestServer;
let ana: TestPerson;
let viewer: TestPerson;
let stranger: TestPerson;
let workspace: string;
let workspaceId: string;
let otherWorkspace: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
  server = await createTestServer({ QUIRE_MAX_UPLOAD_MB: "64" });
  [ana, viewer, stranger] = [
    await createPerson(server.app, "Ana"),
    await createPerson(server.app, "Vic"),
    await createPerson(server.app, "Cleo"),
  ];
  ({ slug: workspace, id: workspaceId } = await createWorkspace(server.app, [[ana, "editor"], [viewer, "viewer"]])); // prettier-ignore
  ({ slug: otherWorkspace } = await createWorkspace(server.app, [[stranger, "owner"], [ana, "editor"]])); // prettier-ignore
  for (const { userId } of [ana, viewer, stranger])
    tokens.set(
      userId,
      (await createToken(server.app, userId, { name: "t", scopes: ["write", "read"], days: null })).token,
    );
});
afterAll(() => server.close());

const as = (person: TestPerson) => callerFor(server.app, person).datasets;

/** A request as the person's program makes it. */
async function send(
  person: TestPerson | null,
  method: string,
  path: string,
  options: { body?: Uint8Array | string; headers?: Record<string, string> } = {},
) {
  const headers = { ...options.headers, ...(person && { authorization: `Bearer ${tokens.get(person.userId)}` }) };
  return fetch(`${server.url}${path}`, { method, body: options.body as BodyInit | undefined, headers });
}

const tus = { "tus-resumable": "1.0.0" };
const begin = (person: TestPerson, name: string, size: number) =>
  send(person, "POST", `/uploads/${workspace}`, {
    headers: {
      ...tus,
      "upload-length": String(size),
      "upload-metadata": `filename ${Buffer.from(name).toString("base64")}`,
    },
  });
const patch = (person: TestPerson, location: string, offset: number, body: Buffer) =>
  send(person, "PATCH", location, {
    body,
    headers: { ...tus, "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
  });

async function upload(name: string, bytes: Buffer | string): Promise<string> {
  const body = Buffer.from(bytes);
  const location = (await begin(ana, name, body.length)).headers.get("location") ?? "";
  expect((await patch(ana, location, 0, body)).status).toBe(204);
  return location.split("/").at(-1) ?? "";
}

async function watch(importId: string): Promise<ImportState> {
  let last: ImportState | undefined;
  for await (const state of await as(ana).watchImport({ workspace, importId })) last = state;
  if (!last) throw new Error("The import told nothing.");
  return last;
}

async function importFile(
  name: string,
  file: string,
  bytes: Buffer | string,
  options: ImportOptionsInput = {},
): Promise<ImportState> {
  const { id } = await as(ana).importUpload({ workspace, uploadId: await upload(file, bytes), name, options });
  return watch(id);
}

const blobFetch =
  (person: TestPerson, slug = workspace) =>
  async (hash: string) =>
    new Uint8Array(await (await send(person, "GET", `/blobs/${slug}/${hash}`)).arrayBuffer());
const load = async (name: string, version?: number) =>
  loadDataset(await as(viewer).resolve({ workspace, name, version }), blobFetch(viewer));

const people = "name,age,kind\nAda,36,a\nGrace,85,b\nAlan,41,a\nEdsger,72,b\n";

describe("an uploaded file", () => {
  it("arrives in pieces, resumes where it stopped, becomes version 1 and can be loaded by a viewer", async () => {
    const body = Buffer.from(people);
    const location = (await begin(ana, "people.csv", body.length)).headers.get("location") ?? "";
    await patch(ana, location, 0, body.subarray(0, 10));
    const head = await send(ana, "HEAD", location, { headers: tus });
    expect(head.headers.get("upload-offset")).toBe("10");
    const uploadId = location.split("/").at(-1) ?? "";
    await expect(as(ana).importUpload({ workspace, uploadId, name: "people" })).rejects.toThrow(
      "Let the upload finish first",
    );
    await patch(ana, location, 10, body.subarray(10));
    const state = await watch(
      (await as(ana).importUpload({ workspace, uploadId, name: "people", message: "First" })).id,
    );
    expect(state).toMatchObject({ status: "succeeded", rows: 4, result: { name: "people", number: 1, created: true } });
    expect((await load("people")).rows()).toEqual([
      { name: "Ada", age: 36, kind: "a" }, { name: "Grace", age: 85, kind: "b" }, { name: "Alan", age: 41, kind: "a" }, { name: "Edsger", age: 72, kind: "b" },
    ]); // prettier-ignore
    expect(await readdir(join(server.app.env.QUIRE_DATA, "uploads"))).toEqual([]);
  });

  it("with the same content is the same version, with another content the next one", async () => {
    expect((await importFile("people", "copy.csv", people)).result).toMatchObject({ number: 1, created: false });
    expect((await importFile("people", "more.csv", `${people}Barbara,80,a\n`)).result).toMatchObject({
      number: 2,
      created: true,
    });
    expect((await load("people", 1)).length).toBe(4);
    expect((await load("people")).length).toBe(5);
    const { versions } = await as(viewer).get({ workspace, name: "people" });
    expect(versions.map(({ number, rows, message }) => ({ number, rows, message }))).toEqual([
      { number: 2, rows: 5, message: "" },
      { number: 1, rows: 4, message: "First" },
    ]);
  });

  it("that is broken says where, makes no dataset, and stays for another try", async () => {
    const text = `id,age\n${Array.from({ length: 30 }, (_, i) => `${i},${i === 7 ? "old" : i}`).join("\n")}\n`;
    const uploadId = await upload("ages.csv", text);
    const failed = await watch((await as(ana).importUpload({ workspace, uploadId, name: "ages" })).id);
    expect(failed).toMatchObject({ status: "failed", error: { row: 8, column: "age", fix: "asText" } });
    await expect(as(ana).get({ workspace, name: "ages" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const options = { types: { age: "string" as const } };
    const second = await watch((await as(ana).importUpload({ workspace, uploadId, name: "ages", options })).id);
    expect(second.status).toBe("succeeded");
  });

  it("can be cancelled while it is imported", async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},${i}`).join("\n");
    const { id } = await as(ana).importUpload({
      workspace,
      uploadId: await upload("long.csv", `a,b\n${rows}`),
      name: "long",
    });
    await as(ana).cancelImport({ workspace, importId: id });
    expect((await watch(id)).status).toBe("cancelled");
    await expect(as(ana).get({ workspace, name: "long" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is refused above the size limit, and to people who may not write here", async () => {
    const large = await begin(ana, "large.csv", 65 * 1024 * 1024);
    expect(large.status).toBe(413);
    expect(await large.text()).toContain("64 MB");
    expect((await begin(viewer, "x.csv", 10)).status).toBe(403);
    expect((await begin(stranger, "x.csv", 10)).status).toBe(404);
    expect(
      (await send(null, "POST", `/uploads/${workspace}`, { headers: { ...tus, "upload-length": "1" } })).status,
    ).toBe(401);
  });

  it("belongs to the one who sends it, in that workspace", async () => {
    const location = (await begin(ana, "mine.csv", 10)).headers.get("location") ?? "";
    const uploadId = location.split("/").at(-1) ?? "";
    for (const path of [`/uploads/${otherWorkspace}/${uploadId}`, `/uploads/${workspace}/..%2f..%2fsecret`])
      expect((await send(ana, "HEAD", path, { headers: tus })).status).toBe(404);
    await expect(as(ana).importUpload({ workspace, uploadId: "../../../etc/passwd", name: "x" })).rejects.toMatchObject(
      { code: "NOT_FOUND" },
    );
    expect((await send(ana, "DELETE", location, { headers: tus })).status).toBe(204);
  });
});

describe("a commit from a cell", () => {
  const encoded = encodeColumns({ x: [1, 2, 3], label: ["a", "b", "a"] }, { types: { label: "category" } });

  async function sendParts(person = ana, slug = workspace) {
    return Promise.all(
      encoded.parts.map(async ({ rows, arrow }) => {
        const { hash, size } = (await (
          await send(person, "POST", `/blobs/${slug}`, { body: Buffer.from(arrow) })
        ).json()) as { hash: string; size: number };
        return { hash, rows, bytes: size };
      }),
    );
  }

  it("makes a version of uploaded parts", async () => {
    const ref = await as(ana).commit({
      workspace,
      name: "from-cell",
      columns: encoded.columns,
      parts: await sendParts(),
    });
    expect(ref).toMatchObject({ name: "from-cell", number: 1, manifest: { rows: 3 } });
    expect((await load("from-cell")).column("label")).toEqual(["a", "b", "a"]);
  });

  it("is refused when its parts are not what it says, or are not this workspace's", async () => {
    const parts = await sendParts();
    const commit = (change: object) =>
      as(ana).commit({ workspace, name: "refused", columns: encoded.columns, parts, ...change });
    await expect(commit({ parts: parts.map((part) => ({ ...part, rows: 4 })) })).rejects.toThrow(
      "3 rows and was announced with 4",
    );
    await expect(commit({ columns: encoded.columns.map((c) => ({ ...c, name: `${c.name}_` })) })).rejects.toThrow(
      "not as declared",
    );
    await expect(commit({ columns: [...encoded.columns, ...encoded.columns] })).rejects.toThrow(
      'Two columns are named "x"',
    );
    await expect(commit({ name: "Not A Name" })).rejects.toThrow();
    const elsewhere = encodeColumns({ secret: [1] });
    const { hash } = await server.app.blobs.put(elsewhere.parts[0]?.arrow ?? new Uint8Array());
    await expect(commit({ columns: elsewhere.columns, parts: [{ hash, rows: 1, bytes: 1 }] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(as(ana).get({ workspace, name: "refused" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("twice at once makes two versions with two numbers", async () => {
    const commits = [1, 2, 3, 4].map(async (value) => {
      const one = encodeColumns({ value: [value] });
      const { hash, size } = (await (
        await send(ana, "POST", `/blobs/${workspace}`, { body: Buffer.from(one.parts[0]?.arrow ?? []) })
      ).json()) as { hash: string; size: number };
      return as(ana).commit({
        workspace,
        name: "at-once",
        columns: one.columns,
        parts: [{ hash, rows: 1, bytes: size }],
      });
    });
    expect((await Promise.all(commits)).map(({ number }) => number).sort()).toEqual([1, 2, 3, 4]);
  });
});

describe("blobs over HTTP", () => {
  it("are given only to the workspace that has them, as an attachment that no browser runs", async () => {
    const made = (await (
      await send(ana, "POST", `/blobs/${workspace}`, { body: "<script>", headers: { "content-type": "text/html" } })
    ).json()) as { hash: string };
    const answer = await send(viewer, "GET", `/blobs/${workspace}/${made.hash}`);
    expect(await answer.text()).toBe("<script>");
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-disposition")).toContain("attachment");
    expect(answer.headers.get("cache-control")).toContain("immutable");
    const again = await send(viewer, "GET", `/blobs/${workspace}/${made.hash}`, {
      headers: { "if-none-match": answer.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
    expect((await send(stranger, "GET", `/blobs/${workspace}/${made.hash}`)).status).toBe(404);
    expect((await send(stranger, "GET", `/blobs/${otherWorkspace}/${made.hash}`)).status).toBe(404);
    expect((await send(viewer, "POST", `/blobs/${workspace}`, { body: "x" })).status).toBe(403);
    expect((await send(viewer, "GET", `/blobs/${workspace}/..%2f..%2fpasswd`)).status).toBe(404);
  });
});

describe("looking at a dataset", () => {
  it("previews rows across parts and tells what each column holds", async () => {
    const images = makeIdx(
      [20_000, 28, 28],
      Uint8Array.from({ length: 20_000 * 784 }, (_, i) => (i >> 5) & 255),
    );
    const labels = makeIdx(
      [20_000],
      Uint8Array.from({ length: 20_000 }, (_, i) => i % 10),
    );
    const uploadId = await upload("images.gz", gzipSync(images, { level: 1 }));
    const secondUploadId = await upload("labels", labels);
    const state = await watch(
      (await as(ana).importUpload({ workspace, uploadId, secondUploadId, name: "pictures" })).id,
    );
    const versionId = state.result?.versionId ?? "";
    const { manifest } = await as(viewer).resolve({ workspace, name: "pictures" });
    expect(manifest.parts.length).toBe(2);
    const boundary = manifest.parts[0]?.rows ?? 0;
    const rows = await as(viewer).rows({ workspace, versionId, offset: boundary - 1, limit: 2 });
    expect(rows.map((row) => row[1])).toEqual([String((boundary - 1) % 10), String(boundary % 10)]);
    const pixels = Buffer.from(String(rows[1]?.[0]), "base64");
    expect(pixels).toHaveLength(784);
    expect(pixels[3]).toBe(((boundary * 784 + 3) >> 5) & 255);
    const [, label] = await as(viewer).stats({ workspace, versionId });
    expect(label).toMatchObject({
      missing: 0,
      distinct: 10,
      top: expect.arrayContaining([{ value: "3", count: 2000 }]) as unknown,
    });
  });

  it("counts missing values, ends, mean and bins", async () => {
    const state = await importFile(
      "numbers",
      "numbers.csv",
      `x\n${Array.from({ length: 101 }, (_, i) => i).join("\n")}\nNA\n`,
    );
    const [x] = await as(viewer).stats({ workspace, versionId: state.result?.versionId ?? "" });
    expect(x).toMatchObject({ missing: 1, range: { min: 0, max: 100, mean: 50 } });
    expect(x?.histogram?.reduce((a, b) => a + b, 0)).toBe(101);
  });

  it("finds nothing of another workspace by its ids", async () => {
    const { versionId } = await as(ana).resolve({ workspace, name: "people" });
    for (const call of [
      () => as(stranger).rows({ workspace: otherWorkspace, versionId, offset: 0, limit: 1 }),
      () => as(stranger).stats({ workspace: otherWorkspace, versionId }),
      () => as(stranger).usage({ workspace: otherWorkspace, versionId }),
      () => as(stranger).get({ workspace: otherWorkspace, name: "people" }),
      () => as(stranger).get({ workspace, name: "people" }),
    ])
      await expect(call()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

/** Columns and a sent part, as a kernel commits them. */
async function sendPart(a: number[]) {
  const { columns, parts } = encodeColumns({ a });
  const answer = await send(ana, "POST", `/blobs/${workspace}`, { body: Buffer.from(parts[0]?.arrow ?? []) });
  const { hash, size } = (await answer.json()) as { hash: string; size: number };
  return { columns, parts: [{ hash, rows: a.length, bytes: size }] };
}

describe("changing a dataset", () => {
  it("tells whoever watches the list at once, and of a new dataset, a new version, a new name and the end", async () => {
    const stop = new AbortController();
    const ticks = await callerFor(server.app, viewer, stop.signal).datasets.watch({ workspace });
    const next = async () => {
      const { done } = await ticks[Symbol.asyncIterator]().next();
      expect(done).toBe(false);
    };
    await next();
    await Promise.all([next(), importFile("watched", "w.csv", "a\n1\n")]);
    await Promise.all([next(), importFile("watched", "w.csv", "a\n1\n2\n")]);
    await Promise.all([next(), as(ana).rename({ workspace, name: "watched", newName: "seen" })]);
    await Promise.all([next(), as(ana).delete({ workspace, name: "seen" })]);
    stop.abort();
  });

  it("renames it, and refuses a name that is taken", async () => {
    await importFile("draft", "d.csv", "a\n1\n2\n");
    await as(ana).rename({ workspace, name: "draft", newName: "final" });
    expect((await as(ana).get({ workspace, name: "final" })).versions).toHaveLength(1);
    await expect(as(ana).rename({ workspace, name: "final", newName: "people" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("deletes it from the list, keeps its versions, and brings it back", async () => {
    const { versionId } = await as(ana).resolve({ workspace, name: "final" });
    await as(ana).delete({ workspace, name: "final" });
    expect((await as(ana).list({ workspace })).map(({ name }) => name)).not.toContain("final");
    expect(await as(ana).rows({ workspace, versionId, offset: 0, limit: 5 })).toEqual([[1], [2]]);
    await as(ana).restore({ workspace, name: "final" });
    expect((await as(ana).list({ workspace })).map(({ name }) => name)).toContain("final");
  });

  it("brings a deleted one back when a version is made under its name, and says so to whoever made it", async () => {
    await importFile("phoenix", "p.csv", "a\n1\n");
    await as(ana).delete({ workspace, name: "phoenix" });
    const { notes, result } = await importFile("phoenix", "p.csv", "a\n2\n");
    expect(result).toMatchObject({ number: 2 });
    expect(notes).toEqual(['"phoenix" had been deleted. It is back, with its earlier versions.']);
    await as(ana).delete({ workspace, name: "phoenix" });
    const part = await sendPart([3]);
    expect(await as(ana).commit({ workspace, name: "phoenix", ...part })).toMatchObject({ number: 3, restored: true });
    const again = await sendPart([4]);
    expect(await as(ana).commit({ workspace, name: "phoenix", ...again })).toMatchObject({
      number: 4,
      restored: false,
    });
    const restored = await server.app.db.select().from(auditLog).where(eq(auditLog.action, "dataset.restore"));
    expect(restored.map(({ target, userId, details }) => ({ target, userId, details }))).toEqual([
      { target: "phoenix", userId: ana.userId, details: { byVersion: 2 } },
      { target: "phoenix", userId: ana.userId, details: { byVersion: 3 } },
    ]);
  });
});

describe("the example data", () => {
  const examples = resolve("examples/data");

  it("imports with the types that the notebooks expect", async () => {
    const importExample = async (name: ExampleName) =>
      importNow(server.app, await exampleRequest(workspaceId, name), new AbortController().signal, () => undefined);
    expect(await importExample("digits")).toMatchObject({ number: 1, created: true });
    const digits = await load("digits");
    expect(digits.length).toBe(1797);
    expect(digits.columns.map(({ name, type, shape }) => ({ name, type, shape }))).toEqual([
      { name: "pixels", type: "vector", shape: [64] },
      { name: "label", type: "category", shape: undefined },
    ]);
    expect(digits.categories("label")).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect((await importExample("digits")).created).toBe(false);
    await importExample("penguins");
    const penguins = await load("penguins");
    expect(Object.fromEntries(penguins.columns.map(({ name, type }) => [name, type]))).toMatchObject({
      species: "category",
      bill_length_mm: "number",
      body_mass_g: "integer",
      sex: "category",
    });
    expect((await readFile(join(examples, "penguins.csv"), "utf8")).trim().split("\n").length - 1).toBe(
      penguins.length,
    );
  });
});

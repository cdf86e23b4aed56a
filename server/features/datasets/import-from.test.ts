import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { eq } from "drizzle-orm";
import S3rver from "s3rver";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImportState } from "@/lib/datasets/import-options";
import { type ImportSourceInput, sourceLabel } from "@/lib/datasets/import-source";
import { auditLog } from "@/server/db/schema/people";
import { datasetSources } from "@/server/db/schema/datasets";
import { INSIDE, type LocalServer, localServer } from "@/server/outside/testing";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";

let app: TestApp;
let web: LocalServer;
let ana: TestPerson;
let bo: TestPerson;
let workspace: string;
let workspaceId: string;
/** What the web has at `/weather.csv`. */
let weather = "day,rain\n1,2.5\n2,0\n";
/** Held back until they are told to go on. */
const held: (() => void)[] = [];

beforeAll(async () => {
  web = await localServer((req, res) => {
    const [path] = (req.url ?? "").split("?");
    if (path === "/weather.csv") return res.writeHead(200, { "content-type": "text/csv" }).end(weather);
    if (path === "/packed") return res.writeHead(200).end(gzipSync('{"a":1}\n{"a":2}\n'));
    if (path === "/broken.csv") return res.writeHead(200).end(`n\n${"1\n".repeat(30)}unknown\n${"2\n".repeat(30)}`);
    if (path === "/private.csv")
      return res.writeHead(req.headers.authorization === "Bearer the-token-of-ana" ? 200 : 401).end("a\n1\n");
    if (path === "/slow.csv") {
      res.writeHead(200, { "content-length": 12 }).write("a,b\n1,2\n");
      held.push(() => res.end("3,4\n"));
      return;
    }
    res.writeHead(404).end();
  });
  app = await createTestApp({ QUIRE_IMPORT_NETWORKS: "127.0.0.1/32", QUIRE_MAX_UPLOAD_MB: "1" });
  [ana, bo] = [await createPerson(app, "Ana"), await createPerson(app, "Bo")];
  ({ slug: workspace, id: workspaceId } = await createWorkspace(app, [[ana, "owner"], [bo, "editor"]])); // prettier-ignore
});
afterAll(async () => {
  await web.close();
  await app.close();
});

const as = (person: TestPerson) => callerFor(app, person).datasets;

async function ended({ id }: ImportState, on: (state: ImportState) => void = () => undefined): Promise<ImportState> {
  let last: ImportState | undefined;
  for await (const state of await as(ana).watchImport({ workspace, importId: id })) on((last = state));
  if (!last) throw new Error("The import told nothing.");
  return last;
}

const begin = (name: string, source: ImportSourceInput, person = ana) =>
  as(person).importFrom({ workspace, name, source });
const fromUrl = async (name: string, url: string) => ended(await begin(name, { kind: "url", url }));
const setSecret = (name: string, value: string, more: object = {}) =>
  callerFor(app, ana).secrets.set({ workspace, name, value, role: "editor", notebookIds: [], ...more });

describe("a dataset from an address", () => {
  it("is a version that says where it comes from, without what may be secret in the address", async () => {
    const address = `${web.url.replace("://", "://ana:password@")}/weather.csv?token=abcdefgh#part`;
    const state = await fromUrl("weather", address);
    expect(state).toMatchObject({ status: "succeeded", rows: 2, result: { name: "weather", number: 1 } });
    const { versions, importedFrom } = await as(ana).get({ workspace, name: "weather" });
    expect([versions[0]?.source, importedFrom]).toEqual([`${web.url}/weather.csv`, `${web.url}/weather.csv`]);
    expect(web.asked.at(-1)).toMatchObject({
      path: "/weather.csv?token=abcdefgh",
      authorization: expect.stringMatching(/^Basic /) as string,
    });
    const rows = await app.db.select().from(datasetSources);
    expect(Buffer.concat(rows.map(({ sealed }) => sealed)).includes("abcdefgh")).toBe(false);
    expect(await readdir(join(app.env.QUIRE_DATA, "fetched"))).toEqual([]);
  });

  it("is imported again by one press: the same rows are the same version, others the next", async () => {
    await fromUrl("again", `${web.url}/weather.csv?token=abcdefgh`);
    const again = async () => ended(await as(bo).importAgain({ workspace, name: "again" }));
    expect((await again()).result).toMatchObject({ number: 1, created: false });
    weather += "3,1.5\n";
    expect((await again()).result).toMatchObject({ number: 2, created: true });
    expect(web.asked.at(-1)?.path).toBe("/weather.csv?token=abcdefgh");
    await as(ana).commit({ workspace, name: "by-hand", columns: [{ name: "a", type: "integer" }], parts: [] });
    await expect(as(ana).importAgain({ workspace, name: "by-hand" })).rejects.toThrow(
      '"by-hand" was not imported from an address.',
    );
  });

  it("may be packed, and need not say what it is", async () => {
    expect(await fromUrl("packed", `${web.url}/packed`)).toMatchObject({ status: "succeeded", rows: 2 });
  });

  it("shows how much has come, and can be stopped; nothing of it is left", async () => {
    const seen: ImportState["fetched"][] = [];
    const started = await begin("slow", { kind: "url", url: `${web.url}/slow.csv` });
    const state = await ended(started, (now) => {
      seen.push(now.fetched);
      if (now.fetched?.bytes === 8) void as(ana).cancelImport({ workspace, importId: started.id });
    });
    expect(state.status).toBe("cancelled");
    expect(seen).toContainEqual({ bytes: 8, total: 12 });
    await expect(as(ana).get({ workspace, name: "slow" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await readdir(join(app.env.QUIRE_DATA, "fetched"))).toEqual([]);
  });

  it("that is broken says where, as an upload does, and passes with another reading", async () => {
    const url = `${web.url}/broken.csv`;
    const state = await fromUrl("broken", url);
    expect(state).toMatchObject({ status: "failed", error: { row: 31, column: "n", fix: "asText" } });
    const source = { kind: "url", url } as const;
    const asText = await as(ana).importFrom({ workspace, name: "broken", source, options: { types: { n: "string" } } });
    expect((await ended(asText)).status).toBe("succeeded");
    expect((await ended(await as(ana).importAgain({ workspace, name: "broken" }))).result?.created).toBe(false);
  });

  it.each([
    [() => `${web.url}/nothing.csv`, "has no file at this address. Check the address."],
    [() => `http://${INSIDE}:${web.port}/weather.csv`, "is within a private or local network"],
  ])("that cannot be had says why", async (url, words) => {
    expect((await fromUrl("refused", url())).error?.message).toContain(words);
  });

  it("is refused at once where the address is none", async () => {
    await expect(begin("none", { kind: "url", url: "weather.csv" })).rejects.toThrow(
      "Give the whole address of a file",
    );
    await expect(begin("none", { kind: "s3", url: "bucket/a.csv" })).rejects.toThrow("Give the object as s3://bucket");
  });

  it("is read with a secret as its token, where the person may use it, and the use is traced", async () => {
    await setSecret("PORTAL", "the-token-of-ana");
    const source = { kind: "url", url: `${web.url}/private.csv`, token: "PORTAL" } as const;
    expect((await ended(await begin("private", source, bo))).status).toBe("succeeded");
    expect(await fromUrl("closed", `${web.url}/private.csv`)).toMatchObject({
      error: { message: expect.stringContaining("asks for a sign-in") as string },
    });
    const rows = await app.db.select().from(auditLog).where(eq(auditLog.action, "secret.use"));
    expect(rows).toMatchObject([
      { userId: bo.userId, target: "PORTAL", details: { importOf: "private" }, workspaceId },
    ]);
    await setSecret("PORTAL", "the-token-of-ana", { role: "owner" });
    await expect(begin("private", source, bo)).rejects.toThrow('The secret "PORTAL" is for owners');
    await expect(as(bo).importAgain({ workspace, name: "private" })).rejects.toThrow(
      'The secret "PORTAL" is for owners',
    );
    await expect(begin("private", { ...source, token: "NONE" })).rejects.toThrow('has no secret "NONE"');
  });
});

describe("a dataset from a bucket", () => {
  let s3: S3rver;
  let folder: string;
  let endpoint: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "quire-s3-"));
    const configureBuckets = [{ name: "data", configs: [] }];
    s3 = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory: folder, configureBuckets });
    endpoint = `http://127.0.0.1:${(await s3.run()).port}`;
    const credentials = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };
    const client = new S3Client({
      endpoint,
      region: "us-east-1",
      credentials,
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
    });
    for (const Key of ["folder/rain fall+50%.csv"])
      await client.send(new PutObjectCommand({ Bucket: "data", Key, Body: "day,rain\n1,2\n" }));
    await client.send(
      new PutObjectCommand({ Bucket: "data", Key: "large.csv", Body: Buffer.alloc(2 ** 20 + 1, "1\n") }),
    );
    // Eight characters are the least that a secret has.
    await setSecret("S3_ID", "S3RVER__");
  });
  afterAll(async () => {
    await s3.close();
    await rm(folder, { recursive: true });
  });

  const object = (key: string, more: object = {}): ImportSourceInput => ({
    kind: "s3",
    url: `s3://data/${key}`,
    endpoint,
    ...more,
  });

  it("is read as anybody where no keys are given, whatever is in its name", async () => {
    const state = await ended(await begin("rain", object("folder/rain fall+50%.csv")));
    expect(state).toMatchObject({ status: "succeeded", rows: 1 });
    const { versions } = await as(ana).get({ workspace, name: "rain" });
    expect(versions[0]?.source).toBe(`s3://data/folder/rain fall+50%.csv at ${new URL(endpoint).host}`);
    expect((await ended(await as(ana).importAgain({ workspace, name: "rain" }))).result?.created).toBe(false);
  });

  it.each([
    ["none.csv", {}, "There is no s3://data/none.csv. Check the address."],
    ["large.csv", {}, "s3://data/large.csv has 1 MB; this server imports at most 1 MB"],
    ["a.csv", { url: "s3://nobody/a.csv" }, "There is no bucket “nobody” there."],
    ["a.csv", { endpoint: "http://127.0.0.2:9000" }, "is within a private or local network"],
    ["a.csv", { endpoint: "http://169.254.169.254" }, "is within a private or local network"],
    ["a.csv", { endpoint: "http://127.0.0.1:1" }, "does not answer at this port"],
  ])("%s of %j says what is wrong", async (key, more, words) => {
    const state = await ended(await begin("none", object(key, more)));
    expect(state.error?.message).toContain(words);
  });

  it("is read with keys that are secrets, and says when they do not fit", async () => {
    await setSecret("S3_SECRET", "not-the-key-of-anybody");
    const keys = { accessKey: "S3_ID", secretKey: "S3_SECRET" };
    const state = await ended(await begin("rain", object("folder/rain fall+50%.csv", { keys })));
    expect(state.error?.message).toMatch(/^The store does not let these keys read s3:\/\/data\/folder/);
    await expect(begin("rain", object("a.csv", { keys: { ...keys, secretKey: "S3_OTHER" } }))).rejects.toThrow(
      'no secret "S3_OTHER"',
    );
  });
});

it("an address is kept without its password and its query", () => {
  expect(sourceLabel({ kind: "url", url: "https://ana:pw@a.example:8443/x%20y.csv?key=1#z" })).toBe(
    "https://a.example:8443/x%20y.csv",
  );
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { setCellSetting } from "@/lib/notebook/edit";
import { parsePercent } from "@/lib/notebook/formats/percent";
import { createToken } from "@/server/features/people/tokens";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";

let server: TestServer;
let ana: TestPerson;
let workspace: string;
let headers: Record<string, string>;
beforeAll(async () => {
  server = await createTestServer();
  ana = await createPerson(server.app);
  const team = await createWorkspace(server.app, [[ana, "owner"]]);
  workspace = team.slug;
  const { token } = await createToken(server.app, ana.userId, { name: "files", scopes: ["write"], days: null });
  headers = { authorization: `Bearer ${token}` };
});
afterAll(() => server.close());

const caller = () => callerFor(server.app, ana);
const post = (name: string, body: string | Uint8Array<ArrayBuffer>) =>
  fetch(`${server.url}/notebooks/${workspace}?name=${encodeURIComponent(name)}`, { method: "POST", headers, body });

const contentOf = (text: string) => {
  const { title, cells, meta } = parsePercent(text, newId);
  return { title, cells, meta };
};

/** A cell that has run and shown this, the second chunk as a blob. */
async function ran(notebookId: string, cellId: string): Promise<void> {
  const device = { kind: "browser", backend: "cpu", adapter: "" } as const;
  const { sessionId } = await caller().executions.openSession({ workspace, notebookId, device });
  const executionId = newId();
  await caller().executions.begin({ workspace, notebookId, sessionId, executionId, cellId, code: "1" });
  const chunk = (text: string) => JSON.stringify({ kind: "result", bundle: { "text/plain": text } });
  const chunks = [
    { seq: 0, json: chunk("small") },
    { seq: 1, json: chunk("large ".repeat(20_000)) },
  ];
  await caller().executions.append({ workspace, executionId, chunks });
  await caller().executions.end({ workspace, executionId, status: "succeeded" });
}

describe("a notebook's file", () => {
  it("comes and goes over REST, its settings and lock with it", async () => {
    const text =
      '// title: From a file\n// quire: {"packages":{"d3-array":"3.2.4"}}\n\n// %% id=a type=ts settings={"parameters":true}\nconst a = 1;\n';
    const response = await post("any.nb.ts", text);
    expect(response.status).toBe(201);
    const { id, title, notes } = (await response.json()) as { id: string; title: string; notes: string[] };
    expect({ title, notes }).toEqual({ title: "From a file", notes: [] });
    const file = await fetch(`${server.url}/notebooks/${workspace}/${id}/nb.ts`, { headers });
    expect(file.headers.get("content-disposition")).toContain("filename*=UTF-8''From%20a%20file.nb.ts");
    expect(contentOf(await file.text())).toEqual(contentOf(text));
  });

  it("follows the living document, and has what the cells last showed, large outputs whole", async () => {
    const { id } = await caller().notebooks.import({ workspace, name: "x.nb.ts", text: "// %% id=a\n1\n" });
    await ran(id, "a");
    await server.app.rooms.edit(id, ana.userId, (doc) => setCellSetting(doc, "a", "pinned", true));
    const ipynb = await caller().notebooks.export({ workspace, notebookId: id, format: "ipynb" });
    expect(ipynb.name).toBe("x.ipynb");
    expect(JSON.parse(ipynb.text)).toMatchObject({
      cells: [
        {
          metadata: { quire: { settings: { pinned: true } } },
          execution_count: 1,
          outputs: [{ data: { "text/plain": ["small"] } }, { data: { "text/plain": ["large ".repeat(20_000)] } }],
        },
      ],
    });
    const html = await caller().notebooks.export({ workspace, notebookId: id, format: "html" });
    expect(html.text).toMatch(/<p class="caption">Ana · CPU · .*<\/p>/);
  });

  it("is refused in words where it is broken, foreign, or too large", async () => {
    const refused = async (name: string, body: string | Uint8Array<ArrayBuffer>) => {
      const response = await post(name, body);
      return `${response.status} ${((await response.json()) as { error: string }).error}`;
    };
    expect(await refused("a.ipynb", '{"nbformat": 4, "cells": [')).toMatch(/^422 .*not JSON/);
    expect(await refused("a.ipynb", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]))).toMatch(/^422 .*no text/);
    expect(await refused("a.nb.ts", "")).toMatch(/^422 .*empty/);
    expect(await refused("a.ipynb", " ".repeat(64 * 1024 * 1024 + 1))).toMatch(/^413 .*Clear its outputs/);
    const unknown = await fetch(`${server.url}/notebooks/${workspace}/${newId()}/docx`, { headers });
    expect(unknown.status).toBe(404);
  });

  it("of five thousand cells and one of a megabyte becomes a notebook that opens and goes out again", async () => {
    const cells = Array.from({ length: 5000 }, (_, i) => `// %% id=c${i} type=ts\nconst n${i} = ${i};\n`);
    const text = `${[...cells, `// %% id=large type=md\n// ${"x".repeat(1_000_000)}\n`].join("\n")}`;
    const { id } = await caller().notebooks.import({ workspace, name: "many.nb.ts", text });
    expect(await server.app.rooms.read(id)).toHaveLength(5001);
    const file = await caller().notebooks.export({ workspace, notebookId: id, format: "nb.ts" });
    expect(parsePercent(file.text, newId).cells).toEqual(parsePercent(text, newId).cells);
  });
});

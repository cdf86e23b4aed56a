import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { parsePercent } from "@/lib/notebook/formats/percent";
import { createToken } from "@/server/features/people/tokens";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { notebookCommand } from "./main";

const folder = mkdtempSync(path.join(tmpdir(), "quire-headless-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return name;
};
const written = (name: string): string => readFileSync(path.join(folder, name), "utf8");

async function notebook(args: string[], env: Record<string, string> = {}, signal = new AbortController().signal) {
  const lines: string[] = [];
  const code = await notebookCommand(args, { env, folder, error: (line) => lines.push(line), signal });
  return { code, said: lines.join("\n") };
}

describe("a notebook run from the command line", () => {
  const text = `// title: Rates

// %% id=use type=ts
console.log("rate", rate);
rate * 2

// %% id=rate type=ts settings={"parameters":true}
const rate: number = 0.5; // a share

// %% id=text type=md
// # Rates
`;

  it("runs what is needed first, with other parameters, and writes what the cells showed", async () => {
    file("rates.nb.ts", text);
    const { code, said } = await notebook(["run", "rates.nb.ts", "--set", "rate=4", "--out", "rates.ipynb"]);
    expect(said).toMatch(
      /^\[1\/2\] rate\n +done in .*\n\[2\/2\] console\.log\("rate", rate\);\n +done in .*\nAll cells ran after /,
    );
    expect(code).toBe(0);
    expect(JSON.parse(written("rates.ipynb"))).toMatchObject({
      cells: [
        { id: "use", outputs: [{ text: ["rate 4\n"] }, { data: { "text/plain": ["8"] } }] },
        { id: "rate", source: ["const rate: number = 4; // a share"], execution_count: 1 },
        { id: "text", cell_type: "markdown" },
      ],
    });
  });

  it("writes a page, or the module again", async () => {
    file("rates.nb.ts", text);
    expect((await notebook(["run", "rates.nb.ts", "--out", "rates.html"])).code).toBe(0);
    expect(written("rates.html")).toContain("<h1>Rates</h1>");
    expect((await notebook(["run", "rates.nb.ts", "--set", "rate=1", "--out", "again.nb.ts"])).code).toBe(0);
    expect(parsePercent(written("again.nb.ts"), newId).cells.map(({ id, source }) => [id, source])).toContainEqual([
      "rate",
      "const rate: number = 1; // a share",
    ]);
  });

  it("runs SQL over what other cells hold, and says where in it something is wrong", async () => {
    const sql = (body: string) =>
      `// %% id=ask type=sql settings={"name":"dear"}\n${body}\n\n// %% id=say\ndear.length\n\n// %% id=rows\nconst rows = [{ n: 1 }, { n: 5 }];\nconst least = 2;\n`;
    file("ask.nb.ts", sql("// select *\n// from rows where n > ${least}"));
    const { code, said } = await notebook(["run", "ask.nb.ts", "--out", "ask.md"]);
    expect([code, said]).toEqual([0, expect.stringMatching(/^\[1\/3\] rows, least\n.*\n\[2\/3\] dear\n.*\n\[3\/3\]/)]);
    expect(written("ask.md")).toMatch(/\| n \|\n\| -*:? \|\n\| 5 \|/);
    file("ask.nb.ts", sql("// select *,\n//   m from rows"));
    const wrong = await notebook(["run", "ask.nb.ts"]);
    expect([wrong.code, wrong.said]).toEqual([1, expect.stringContaining("ask.nb.ts:3:3: Binder Error")]);
  });

  it("ends with 1 where a cell fails, and names its line in the file", async () => {
    file(
      "bad.nb.ts",
      "// %% id=a\n\nconst a = 1;\n\n// %% id=b\n// fine\nlet c = a;\n  throw new TypeError(`no ${c}`);\n\n// %% id=d\nc;\n\n// %% id=e\na + 1\n",
    );
    const { code, said } = await notebook(["run", "bad.nb.ts"]);
    expect(code).toBe(1);
    expect(said).toContain("bad.nb.ts:8:9: TypeError: no 1");
    expect(said).toMatch(/bad\.nb\.ts:11: CellError: This cell was not run/);
    expect(said).toContain("[4/4] a + 1\n      done in");
    expect(said).toMatch(/The notebook failed after/);
  });

  it("says the number of the cell where the file is no module", async () => {
    file("bad.md", "Text.\n\n```ts\nconst a = ;\n```\n");
    const { code, said } = await notebook(["run", "bad.md"]);
    expect([code, said]).toEqual([1, expect.stringContaining("bad.md: cell 2, line 1: SyntaxError")]);
  });

  it("stops a cell that does not end in time", async () => {
    file("loop.nb.ts", "// %% id=a\nfor (;;) {}\n\n// %% id=b\n1\n");
    const { code, said } = await notebook(["run", "loop.nb.ts", "--timeout", "3"]);
    expect(code).toBe(1);
    expect(said).toContain("The run took longer than --timeout.");
    expect(said).toContain("Not run: 1 (the run ended before).");
  });

  it("ends with 130 where it is interrupted", async () => {
    const stop = new AbortController();
    file("long.nb.ts", "// %% id=a\nawait new Promise(() => {});\n");
    stop.abort();
    expect((await notebook(["run", "long.nb.ts"], {}, stop.signal)).code).toBe(130);
  });

  it("ends with 2 and says why where it was called wrongly, or the file is none", async () => {
    file("broken.ipynb", '{"nbformat": 4, "cells": [');
    file("rates.nb.ts", text);
    const refused = async (...args: string[]) => {
      const { code, said } = await notebook(args);
      return `${code} ${said}`;
    };
    expect(await refused()).toMatch(/^2 What shall be done\?[\s\S]*--set NAME=VALUE/);
    expect(await refused("run", "no.nb.ts")).toBe("2 no.nb.ts: there is no such file.");
    expect(await refused("run", "broken.ipynb")).toMatch(/^2 .*not JSON/);
    expect(await refused("run", "rates.nb.ts", "--out", "a.pdf")).toMatch(/^2 --out a\.pdf: its name must end in/);
    expect(await refused("run", "rates.nb.ts", "--set", "rate")).toMatch(/^2 --set rate: write it as NAME=VALUE/);
    expect(await refused("run", "rates.nb.ts", "--set", "speed=1")).toMatch(/^2 .*“speed”.*It has rate\./);
    expect(await refused("run", "rates.nb.ts", "--server", "https://quire.example.org")).toMatch(
      /^2 --server needs --token/,
    );
    expect(await refused("run", "rates.nb.ts", "--fast")).toMatch(/^2 .*--fast/);
  });

  it("says what to do where a cell wants a dataset and there is no server", async () => {
    file("data.nb.ts", '// %% id=a\nimport { datasets } from "quire";\nawait datasets.load("digits");\n');
    const { code, said } = await notebook(["run", "data.nb.ts"]);
    expect(code).toBe(1);
    expect(said).toMatch(
      /data\.nb\.ts:2: QuireError: This cell needs a dataset of a Quire server.*--server URL --token TOKEN/,
    );
  });
});

describe("a notebook run from the command line, with a server", () => {
  let server: TestServer;
  let ana: TestPerson;
  let workspace: string;
  let token: string;
  beforeAll(async () => {
    server = await createTestServer();
    ana = await createPerson(server.app);
    workspace = (await createWorkspace(server.app, [[ana, "owner"]])).slug;
    ({ token } = await createToken(server.app, ana.userId, { name: "ci", scopes: ["write"], days: null }));
  });
  afterAll(() => server.close());

  it("has its datasets and records its runs, which belong to the file as a notebook", async () => {
    file(
      "train.nb.ts",
      `// %% id=data type=ts
import { datasets, runs } from "quire";
await datasets.commit("points", [{ x: 1 }, { x: 2 }]);
const points = await datasets.load("points");

// %% id=run type=ts
const run = await runs.start("headless", { params: { rows: points.length } });
run.log({ loss: 0.5 });
await run.finish();
`,
    );
    const { code, said } = await notebook(["run", "train.nb.ts", "--server", server.url], { QUIRE_TOKEN: token });
    expect([code, said]).toEqual([
      0,
      expect.stringContaining(`The run belongs to ${server.url}/w/${workspace}/notebooks/`),
    ]);
    const caller = callerFor(server.app, ana);
    const { runs } = await caller.runs.list({ workspace });
    expect(runs).toMatchObject([{ name: "headless", status: "finished", params: { rows: 2 } }]);
    expect(await caller.notebooks.list({ workspace })).toMatchObject([{ title: "train" }]);
    const details = await caller.runs.get({ workspace, runId: runs[0]?.id ?? "" });
    expect(details.datasets).toMatchObject([{ name: "points", number: 1 }]);
  });

  it("says what the server says of a token that is none", async () => {
    file("train.nb.ts", "// %% id=a\n1\n");
    const { code, said } = await notebook(["run", "train.nb.ts", "--server", server.url, "--token", "quire_pat_no"]);
    expect([code, said]).toEqual([2, expect.stringMatching(/token|sign/i)]);
  });
});

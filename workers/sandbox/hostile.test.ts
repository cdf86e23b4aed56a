import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BOMB, hostileCells } from "./testing-hostile";
import { openSession, sandboxMaker, type SandboxMaker, type Session } from "./testing";

const token = `quire_${"ab12".repeat(8)}`;
const servers: Server[] = [];
let calls = 0;

const listen = (where: { port: number; host: string } | { path: string }) =>
  new Promise<Server>((resolve) => {
    const server = createServer(() => calls++).listen(where, () => resolve(server));
    servers.push(server);
  });

const { port } = (await listen({ port: 0, host: "127.0.0.1" })).address() as AddressInfo;
const folder = mkdtempSync(path.join(tmpdir(), "quire-outside-"));
await listen({ path: path.join(folder, ".s.PGSQL.5432") });
await listen({ path: `\0quire-${port}` });
const cells = hostileCells({ folder, projectFile: path.resolve("package.json"), port, token });
/** Holds the token as a worker does: in the environment that it was started with. */
const neighbour = spawn(process.execPath, ["-e", "setInterval(() => 0, 1e6)"], {
  env: { ...process.env, QUIRE_TEST_TOKEN: token },
  stdio: "ignore",
});
let make: SandboxMaker;
/** A kernel for the next cell: fresh after each one that ended, else the one that lived on. */
let spare: Session | undefined;

beforeAll(async () => {
  mkdirSync(path.join(folder, "data"));
  writeFileSync(path.join(folder, "data", "secret"), token);
  make = await sandboxMaker();
});

afterAll(() => {
  neighbour.kill("SIGKILL");
  spare?.close();
  servers.forEach((server) => server.close());
  rmSync(folder, { recursive: true });
});

/** Processes of this machine with `mark` in their command line. */
const marked = (mark: string) =>
  readdirSync("/proc").filter((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/cmdline`, "latin1").includes(mark);
    } catch {
      return false;
    }
  });

async function takeSpare(): Promise<Session> {
  const taken = spare ?? (await openSession(make()));
  spare = undefined;
  return taken;
}

it.each(cells.map((cell) => [cell.name, cell] as const))("holds a cell that %s", async (_, cell) => {
  const session = cell.limits ? await openSession(make({ limits: cell.limits })) : await takeSpare();
  const ran = session.run(cell.source);
  if (cell.ends !== undefined) {
    expect(await session.ended).toMatch(cell.ends);
    expect((await ran).status).toBe("lost");
  } else {
    expect((await ran).shown).toMatch(cell.shows ?? "");
    expect(await session.run("2 + 2")).toEqual({ status: "succeeded", shown: "4" });
  }
  if (cell.ends === undefined && !cell.limits) spare = session;
  else session.close();
  expect(session.shownFor).not.toContain("foreign");
  expect({}).not.toHaveProperty("polluted");
  expect(calls).toBe(0);
  await expect.poll(() => marked(BOMB), { timeout: 20_000 }).toEqual([]);
  spare = await takeSpare();
  expect(await spare.run("1 + 1")).toEqual({ status: "succeeded", shown: "2" });
});

it("keeps the files of one kernel from another", async () => {
  const session = await openSession(make());
  const files = `process.getBuiltinModule("node:fs")`;
  await session.run(`${files}.writeFileSync("/tmp/mine", "secret"); ${files}.writeFileSync("/tmp/yours", "secret");`);
  const other = await openSession(make());
  expect((await other.run(`${files}.readdirSync("/tmp").join()`)).shown).toBe('""');
  expect((await session.run(`${files}.readdirSync("/tmp").join()`)).shown).toBe('"mine,yours"');
  session.close();
  other.close();
});

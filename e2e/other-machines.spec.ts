import { spawnSync } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { freePort } from "@/server/testing/free-port";
import { type QuireServer, startQuire } from "./quire-server";
import { askDoctor, expect, runOneCell, test } from "./visitor";

/** As colleagues come to a server: by other names, over HTTPS, and where cells have no site of their own. */

test.describe.configure({ timeout: 240_000 });

test.describe("over HTTPS with a certificate of its own", () => {
  let server: QuireServer;
  test.beforeAll(async () => {
    server = await startQuire({ QUIRE_TLS: "self-signed" });
  });
  test.afterAll(() => server.dispose());

  test("signs in with a __Host- cookie, runs a cell on the sandbox site, and the doctor is content", async ({
    visit,
  }) => {
    const page = await visit(server.setupUrl ?? "");
    const cookies = await page.context().cookies();
    expect(cookies).toMatchObject([{ secure: true, httpOnly: true, sameSite: "Lax", path: "/" }]);
    expect(cookies[0]?.name).toMatch(/^__Host-/);

    const { frame } = await runOneCell(page);
    expect(frame).toContain(`https://sandbox.localhost:${new URL(server.url).port}/c/`);

    const verdicts = await askDoctor(page);
    for (const title of ["Secure address", "Site for cells", "Site for cells, from here", "Address", "Live connection"])
      expect(verdicts.get(title)).toContain("✓ fine");
  });

  test("takes certificate files, and refuses bad ones in one clear line", async ({ serve }) => {
    const folder = await mkdtemp(path.join(tmpdir(), "quire-certificate-"));
    const tls = path.join(server.dataDir, "tls");
    const [kept = ""] = await readdir(tls);
    const pair = z
      .object({ cert: z.string(), key: z.string() })
      .parse(JSON.parse(await readFile(path.join(tls, kept), "utf8")));
    const [cert, key, other] = ["cert.pem", "key.pem", "other.pem"].map((name) => path.join(folder, name));
    if (!cert || !key || !other) throw new Error("no names");
    await writeFile(cert, pair.cert);
    await writeFile(key, pair.key);
    await copyFile(cert, other);

    const second = await serve({ QUIRE_TLS: `${cert},${key}` });
    expect(second.url).toMatch(/^https:/);

    for (const files of [`${cert},${other}`, `${path.join(folder, "none.pem")},${key}`]) {
      const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", QUIRE_DATA: folder, QUIRE_TLS: files };
      const { status, stderr } = spawnSync(process.execPath, ["dist/server/main.mjs"], { env, encoding: "utf8" });
      expect(status).toBe(1);
      expect(stderr.trim().split("\n")).toEqual([expect.stringContaining(`QUIRE_TLS="${files}" cannot be used: `)]);
    }
    await rm(folder, { recursive: true });
  });
});

test("cells run on another port of the same host, where that is the site for them", async ({ serve, visit }) => {
  const site = `http://localhost:${await freePort()}`;
  const server = await serve({ QUIRE_SANDBOX_URL: site });
  const page = await visit(server.setupUrl ?? "");
  const { frame } = await runOneCell(page);
  expect(frame).toContain(`${site}/c/`);
  const verdicts = await askDoctor(page);
  expect(verdicts.get("Site for cells")).toMatch(/another port of the same host.+works, with less/);
  expect(verdicts.get("Site for cells, from here")).toContain("✓ fine");
});

test("from another machine over plain HTTP cells run in a closed frame on wasm, and all say why and what to do", async ({
  serve,
  visit,
  elsewhere,
}) => {
  const server = await serve({ HOST: "0.0.0.0" });
  expect(server.output()).toMatch(/HOST=0\.0\.0\.0 .+no WebGPU, and passwords travel in the clear/);
  for (const setting of ["QUIRE_TLS=", "QUIRE_URL", "QUIRE_SANDBOX_URL", "/doctor"])
    expect(server.output()).toContain(setting);

  const page = await visit((server.setupUrl ?? "").replace("//localhost", "//quire.lan"), elsewhere);
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
  const asked = new Set<string>();
  page.on("request", (request) => asked.add(new URL(request.url()).hostname));
  const { frame, badge } = await runOneCell(page);
  expect(frame).toMatch(/^\/sandbox\/c\//);
  await expect(page.locator('iframe[title="Cells run here"]')).toHaveAttribute("sandbox", "allow-scripts");
  expect(badge).toContain("WebAssembly");
  expect(badge).toContain("QUIRE_SANDBOX_URL");

  const verdicts = await askDoctor(page);
  expect(verdicts.get("Secure address")).toMatch(/quire\.lan.+plain HTTP.+Set QUIRE_TLS=self-signed.+mend this/);
  expect(verdicts.get("Site for cells")).toMatch(/every visitor's own machine.+Set QUIRE_SANDBOX_URL.+mend this/);
  expect(verdicts.get("GPU in this browser")).toMatch(/not a secure context.+Open Quire over HTTPS.+mend this/);
  expect(verdicts.get("Site for cells, from here")).toMatch(/Set QUIRE_SANDBOX_URL.+mend this/);
  expect(verdicts.get("Address")).toMatch(/Set QUIRE_URL=http:\/\/quire\.lan.+works, with less/);
  expect(verdicts.get("Live connection")).toContain("✓ fine");
  // `sandbox.localhost` is the visitor's own machine: nothing may be asked of it. Blobs have no host.
  expect([...asked].filter((host) => host !== "")).toEqual(["quire.lan"]);
});

import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageTypesSchema } from "@/lib/language/type-bundle";
import { toFunction } from "@/lib/packages/bundle-form";
import type { PackageLock } from "@/lib/packages/lock";
import {
  createPerson,
  createTestApp,
  createWorkspace,
  callerFor,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import { testPackages } from "@/server/testing/test-packages";
import { createTestRegistry, packTarball, tarEntry, type TestRegistry } from "@/server/testing/test-registry";

let registry: TestRegistry;
let app: TestApp;
let ana: TestPerson;
let team: { id: string; slug: string };

beforeAll(async () => {
  registry = await createTestRegistry(testPackages);
  process.env.npm_config_registry = registry.url;
  app = await createTestApp();
  ana = await createPerson(app);
  team = await createWorkspace(app, [[ana, "owner"]]);
});
afterAll(async () => {
  await app.close();
  await registry.close();
  delete process.env.npm_config_registry;
});

const goOffline = async (work: () => Promise<void>): Promise<void> => {
  process.env.npm_config_registry = "http://127.0.0.1:9";
  await work().finally(() => (process.env.npm_config_registry = registry.url));
};

interface Loaded {
  lock: PackageLock;
  steps: string[];
}

async function load(specifier: string, tree?: PackageLock["tree"], workspace = team.slug): Promise<Loaded> {
  const steps: string[] = [];
  for await (const event of await callerFor(app, ana).packages.load({ workspace, specifier, tree })) {
    if (event.type === "ready") return { lock: event.lock, steps };
    steps.push(event.step.step);
  }
  throw new Error("no package came");
}

const refusal = (specifier: string, tree?: PackageLock["tree"]): Promise<{ code: string; message: string }> =>
  load(specifier, tree).then(
    () => ({ code: "OK", message: "" }),
    (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
  );

/** As a kernel does it. */
async function run(lock: PackageLock, shared: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const code = toFunction((await app.blobs.read(lock.bundle)).toString(), "npm:test");
  const make = (0, eval)(code) as (shared: Record<string, unknown>) => Promise<{ default: Record<string, unknown> }>;
  return (await make(shared)).default;
}

const typesOf = async (lock: PackageLock) =>
  packageTypesSchema.parse(JSON.parse((await app.blobs.read(lock.types)).toString()));

describe("a package", () => {
  it("comes with what it depends on, as one module whose exports stay live", async () => {
    const { lock, steps } = await load("npm:steps@1");
    expect(lock).toMatchObject({ name: "steps", version: "1.2.0" });
    expect(lock.tree.map(({ at, version }) => `${at} ${version}`)).toEqual([
      "node_modules/steps 1.2.0",
      "node_modules/little-sum 2.0.1",
    ]);
    expect(lock.tree.every(({ integrity }) => integrity.startsWith("sha512-"))).toBe(true);
    expect(new Set(steps)).toEqual(new Set(["resolve", "download", "bundle", "types"]));
    const module = await run(lock);
    expect(Object.keys(module).sort()).toEqual(["count", "default", "next", "step", "sum"]);
    expect((module.sum as (values: number[]) => number)([1, 2, 3])).toBe(6);
    (module.next as () => number)();
    expect(module.count).toBe(1.2);
  });

  it("brings its types and those of what it depends on", async () => {
    const { entry, files } = await typesOf((await load("npm:steps@1")).lock);
    expect(entry).toBe("/node_modules/steps/index.d.ts");
    expect(Object.keys(files).sort()).toEqual([
      "/node_modules/little-sum/lib/sum.d.ts",
      "/node_modules/little-sum/package.json",
      "/node_modules/steps/index.d.ts",
      "/node_modules/steps/package.json",
    ]);
  });

  it("may be a file that another names in its exports", async () => {
    expect(await run((await load("npm:steps@^1.2.0/twice")).lock)).toMatchObject({ twice: 2.4 });
    expect(await refusal("npm:steps@1/thrice")).toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining('has no "thrice"') as string,
    });
  });

  it("may be of the old form, with types from @types", async () => {
    const { lock } = await load("npm:old-school");
    const module = await run(lock);
    expect((module.default as (text: string) => string)("hi")).toBe("HI!");
    expect(module.volume).toBe(11);
    expect((await typesOf(lock)).entry).toBe("/node_modules/@types/old-school/index.d.ts");
  });

  it("may wait at its top level", async () => {
    expect(await run((await load("npm:waits")).lock)).toMatchObject({ later: 7 });
  });

  it("has no types where nobody wrote any, and runs", async () => {
    expect(await typesOf((await load("npm:waits@1")).lock)).toEqual({ entry: null, files: {} });
  });

  it("uses the kernel's TensorFlow.js, whose own packages are not even fetched", async () => {
    const { lock } = await load("npm:layers-more");
    expect(lock.tree.map(({ name }) => name)).toEqual(["layers-more"]);
    class Tensor {}
    const tf = { Tensor, scalar: (value: number) => value, mul: (a: number, b: number) => a * b };
    const module = await run(lock, { "@tensorflow/tfjs": tf });
    expect(module.same).toBe(true);
    expect((module.double as (value: number) => number)(4)).toBe(8);
    expect(
      registry.requests.filter((request) => request.includes("/@tensorflow/") && request.endsWith(".tgz")),
    ).toEqual([]);
  });
});

describe("the same again", () => {
  it("is what the lock says, though a newer version is out", async () => {
    registry.publish({
      name: "moves",
      version: "1.0.0",
      manifest: { type: "module" },
      files: { "index.js": "export const at = 1;" },
    });
    const { lock } = await load("npm:moves@1");
    registry.publish({
      name: "moves",
      version: "1.1.0",
      manifest: { type: "module" },
      files: { "index.js": "export const at = 1.1;" },
    });
    expect((await load("npm:moves@1", lock.tree)).lock).toEqual(lock);
    expect((await load("npm:moves@1")).lock.version).toBe("1.1.0");
    expect((await load("npm:moves")).lock.version).toBe("1.1.0");
  });

  it("comes at once and without the registry", async () => {
    const { lock } = await load("npm:steps@1.0.0");
    await goOffline(async () => {
      expect(await load("npm:steps@1.0.0", lock.tree)).toEqual({ lock, steps: [] });
      expect(await load("npm:steps@1.0.0")).toEqual({ lock, steps: [] });
    });
  });

  it("is built from the lock alone on a server that has never seen it", async () => {
    const { lock } = await load("npm:steps@1");
    const other = await createTestApp();
    try {
      const bob = await createPerson(other, "Bob");
      const { slug } = await createWorkspace(other, [[bob, "owner"]]);
      const events = [];
      for await (const event of await callerFor(other, bob).packages.load({
        workspace: slug,
        specifier: "npm:steps@1",
        tree: lock.tree,
      }))
        events.push(event);
      expect(events.at(-1)).toEqual({ type: "ready", lock });
    } finally {
      await other.close();
    }
  });

  it("is the last answer where the registry is out of reach and a range is asked for", async () => {
    const { lock } = await load("npm:steps@1");
    await goOffline(async () => expect((await load("npm:steps@1")).lock).toEqual(lock));
  });

  it("is built once for all who ask at the same time", async () => {
    registry.publish({ name: "wanted", version: "1.0.0", files: { "index.js": "exports.a = 1;" } });
    const all = await Promise.all([1, 2, 3].map(() => load("npm:wanted")));
    expect(new Set(all.map(({ lock }) => JSON.stringify(lock))).size).toBe(1);
    expect(registry.requests.filter((request) => request === "GET /wanted/-/1.0.0.tgz")).toHaveLength(1);
  });
});

describe("what cannot be imported", () => {
  it.each([
    ["npm:no-such-thing", "NOT_FOUND", 'The registry has no package "no-such-thing". Look at how its name is spelt.'],
    ["npm:steps@7", "NOT_FOUND", 'The registry has no version of "steps" that fits "7"'],
    ["npm:reads-files", "UNPROCESSABLE", '"reads-files" is made for Node: it needs "node:fs"'],
    ["npm:only-types", "UNPROCESSABLE", '"only-types" holds no code'],
    ["npm:../../etc", "BAD_REQUEST", "names no package"],
    ["npm:steps@file:../x", "BAD_REQUEST", "names no package"],
    ["npm:steps@git+ssh://x/y", "BAD_REQUEST", "names no package"],
    ["npm:steps@1/../../x", "BAD_REQUEST", "names no package"],
    ["lodash", "BAD_REQUEST", 'Write it as "npm:d3-array@3"'],
  ])("%s: %s", async (specifier, code, words) => {
    const refused = await refusal(specifier);
    expect(refused.code).toBe(code === "UNPROCESSABLE" ? "UNPROCESSABLE_CONTENT" : code);
    expect(refused.message).toContain(words);
  });

  it("says that the registry is out of reach", async () => {
    await goOffline(async () => {
      const refused = await refusal("npm:never-seen");
      expect(refused.code).toBe("SERVICE_UNAVAILABLE");
      expect(refused.message).toContain(
        'The package registry cannot be reached, so "never-seen" could not be fetched.',
      );
    });
  });

  it("names Node's module where the code for Node is reached, and not where it is not", async () => {
    expect(await run((await load("npm:reads-late")).lock)).toMatchObject({ kind: "browser" });
    await expect(run((await load("npm:reads-at-once")).lock)).rejects.toThrow(
      '"reads-at-once" is made for Node: it needs "fs"',
    );
  });

  it("is what the workspace's list leaves out", async () => {
    const strict = await createWorkspace(app, [[ana, "owner"]]);
    const caller = callerFor(app, ana);
    await caller.people.workspace.updateSettings({
      workspace: strict.slug,
      settings: { allowedPackages: ["steps", "@types/*"] },
    });
    expect((await load("npm:steps@1", undefined, strict.slug)).lock.version).toBe("1.2.0");
    await expect(load("npm:old-school", undefined, strict.slug)).rejects.toThrow(
      '"old-school" is not on it. An owner can add it',
    );
    await expect(load("npm:little-sum", undefined, strict.slug)).rejects.toThrow("An owner can add it");
    await caller.people.workspace.updateSettings({ workspace: strict.slug, settings: { allowedPackages: null } });
    expect((await load("npm:old-school", undefined, strict.slug)).lock.name).toBe("old-school");
  });
});

describe("a package that means harm", () => {
  it("is thrown away when it is not what was locked", async () => {
    const { lock } = await load("npm:steps@1");
    const forged = lock.tree.map((one) =>
      one.name === "steps" ? { ...one, integrity: `sha512-${"A".repeat(86)}==` } : one,
    );
    const refused = await refusal("npm:steps@1", forged);
    expect(refused.message).toContain("is not what was published or locked");
  });

  it("reaches no file of the server: not by a path, a link, or its own description", async () => {
    const outside = JSON.stringify(`${process.cwd()}/package.json`);
    const describe_ = (name: string, manifest = {}) =>
      tarEntry("package/package.json", JSON.stringify({ name, version: "1.0.0", ...manifest }));
    const bad: Record<string, Buffer[]> = {
      "bad-path": [describe_("bad-path"), tarEntry("package/index.js", `module.exports = require(${outside});`)],
      "bad-main": [describe_("bad-main", { main: "../../../../../../../../etc/passwd" })],
      "bad-climb": [
        describe_("bad-climb"),
        tarEntry("package/index.js", 'module.exports = require("../../../../../../package.json");'),
        tarEntry("package/../../../../climbed.js", "evil"),
      ],
      "bad-link": [
        describe_("bad-link"),
        tarEntry("package/data.json", `${process.cwd()}/package.json`, "SymbolicLink"),
        tarEntry("package/index.js", 'module.exports = require("./data.json");'),
      ],
    };
    for (const [name, entries] of Object.entries(bad)) {
      registry.publish({ name, version: "1.0.0", files: {}, tarball: packTarball(entries) });
      expect(await refusal(`npm:${name}`), name).toMatchObject({ code: "UNPROCESSABLE_CONTENT" });
    }
  });

  it("runs nothing on the server", async () => {
    registry.publish({
      name: "bad-script",
      version: "1.0.0",
      manifest: { scripts: { preinstall: "exit 1", install: "exit 1", postinstall: "exit 1", prepare: "exit 1" } },
      files: { "index.js": "exports.fine = true;" },
    });
    expect(await run((await load("npm:bad-script")).lock)).toMatchObject({ fine: true });
  });

  it("cannot depend on what is not in the registry", async () => {
    for (const [name, from] of Object.entries({
      "bad-git": "git+https://example.test/x.git",
      "bad-file": "file:../../../etc",
      "bad-url": "https://example.test/x.tgz",
    })) {
      registry.publish({
        name,
        version: "1.0.0",
        manifest: { dependencies: { other: from } },
        files: { "index.js": "exports.a = 1;" },
      });
      expect((await refusal(`npm:${name}`)).message, name).toContain("something outside the registry");
    }
  });

  it("is stopped when a small tarball unpacks to a very large one", async () => {
    const zeros = Buffer.alloc(64 * 2 ** 20);
    const entries = [1, 2, 3, 4, 5].map((i) => tarEntry(`package/big${i}.bin`, zeros));
    const tarball = packTarball([
      tarEntry("package/package.json", '{"name":"bad-bomb","version":"1.0.0"}'),
      ...entries,
    ]);
    expect(tarball.length).toBeLessThan(2 ** 20);
    registry.publish({ name: "bad-bomb", version: "1.0.0", files: {}, tarball });
    expect(await refusal("npm:bad-bomb")).toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
      message: expect.stringContaining("larger than cells can import") as string,
    });
  });

  it("is refused in words when its tarball is no tarball", async () => {
    for (const [name, tarball] of Object.entries({
      "bad-bytes": Buffer.from("hello"),
      "bad-tar": gzipSync("hello"),
      "bad-empty": gzipSync(""),
    })) {
      registry.publish({ name, version: "1.0.0", files: {}, tarball });
      expect((await refusal(`npm:${name}`)).code, name).toBe("UNPROCESSABLE_CONTENT");
    }
  });
});

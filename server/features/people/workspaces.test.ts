import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPerson, createTestApp, createWorkspace, type TestApp } from "@/server/testing/test-app";
import { fetchHostSchema, refuseOwnHost } from "./fetch-hosts";
import { peopleCaller } from "./testing";
import { slugOf } from "./workspaces";

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

describe("slugOf", () => {
  it("is a plain word or several for any name", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        (name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slugOf(name)) && slugOf(name).length <= 40,
      ),
    );
  });

  it.each([
    ["Équipe  Vision 2!", "equipe-vision-2"],
    ["日本", "workspace"],
    ["---", "workspace"],
  ])("of %s is %s", (name, slug) => expect(slugOf(name)).toBe(slug));
});

describe("workspaces", () => {
  it("belong to whoever makes them, each at its own address", async () => {
    const ana = peopleCaller(app, await createPerson(app, "Ana"));
    const bo = peopleCaller(app, await createPerson(app, "Bo"));
    const first = await ana.workspace.create({ name: "Same name" });
    const second = await bo.workspace.create({ name: "Same name" });
    expect(first.slug).toBe("same-name");
    expect(second.slug).toMatch(/^same-name-[a-z0-9]{6}$/);
    expect(await ana.workspaces()).toEqual([{ slug: "same-name", name: "Same name", role: "owner" }]);
    await expect(bo.workspace.get({ workspace: first.slug })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are changed by owners, part by part", async () => {
    const [ana, bo] = [await createPerson(app, "Ana"), await createPerson(app, "Bo")];
    const { slug: workspace } = await createWorkspace(app, [
      [ana, "owner"],
      [bo, "editor"],
    ]);
    const owner = peopleCaller(app, ana);
    await owner.workspace.updateSettings({ workspace, settings: { fetchHosts: ["https://Example.org/"] } });
    await owner.workspace.updateSettings({ workspace, name: "Two" });
    expect(await owner.workspace.get({ workspace })).toEqual({
      slug: workspace,
      name: "Two",
      role: "owner",
      settings: { fetchHosts: ["https://example.org"] },
    });
    await expect(peopleCaller(app, bo).workspace.updateSettings({ workspace, name: "Mine" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("answer bad text with what is wrong", async () => {
    const ana = peopleCaller(app, await createPerson(app, "Ana"));
    await expect(ana.workspace.create({ name: "  " })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(ana.workspace.create({ name: "a\0b" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(ana.workspace.get({ workspace: "a\0b" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(ana.workspace.get({ workspace: "'; drop table user; --" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("a host that cells may fetch from", () => {
  it("is never this server", () => {
    const ours = "https://quire.example.org";
    expect(() => refuseOwnHost(ours, ["https://a.example", ours])).toThrow("quire.example.org is Quire itself.");
    expect(refuseOwnHost(ours, ["https://a.example", "*"])).toBeUndefined();
  });

  it.each(["*", "https://example.org", "https://example.org:8443"])("can be %s", (host) => {
    expect(fetchHostSchema.parse(host)).toBe(host);
  });

  it.each([
    "http://example.org",
    "example.org",
    "https://a.org/path",
    "https://u:p@a.org",
    "https://a.org; script-src *",
    "https://a.org 'unsafe-eval'",
    "https://*",
    "",
  ])("cannot be %j", (host) => {
    expect(fetchHostSchema.safeParse(host).success).toBe(false);
  });
});

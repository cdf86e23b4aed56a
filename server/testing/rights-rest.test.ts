import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authRoutes } from "@/server/auth/handler";
import { restTable } from "@/server/rest/table";
import type { Headers } from "./rights-cast";
import { foreignSite, publicAuthRoutes, publicRoutes, rolesBelow, tooLittle } from "./rights-rules";
import { expectUntouched, openStage, type Stage } from "./rights-stage";

/** Tries every REST route and every endpoint of sign-in without the right to. */

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.server.close());

describe("every REST route", () => {
  const fill = (route: { path: string }, workspace: string, own: Record<string, string> = {}) =>
    route.path
      .replace(":workspace", workspace)
      .replace(/:([a-zA-Z]+)(\([^)]*\))?/g, (_match, name: string) => own[name] ?? "0".repeat(64))
      .replace(/\*$/, "x");
  const request = async (
    route: { method: string; path: string },
    headers: Headers,
    workspace = stage.cast.team.slug,
    own?: Record<string, string>,
  ) => {
    const body = ["POST", "PUT", "PATCH"].includes(route.method) ? "{}" : undefined;
    const response = await fetch(stage.server.url + fill(route, workspace, own), {
      method: route.method,
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const title = ({ method, path: pattern }: { method: string; path: string }) => `${method} ${pattern}`;

  it("is declared once, and the public ones are the ones we know", () => {
    const titles = restTable.map(title);
    expect(titles.length).toBeGreaterThan(3);
    expect(new Set(titles).size).toBe(titles.length);
    expect(
      restTable
        .filter(({ access }) => access.kind === "public")
        .map(title)
        .sort(),
    ).toEqual(publicRoutes);
    for (const { access, path: pattern } of restTable) {
      expect(["public", "signedIn", "workspace", "endpointKey"]).toContain(access.kind);
      if (access.kind === "workspace") expect(pattern).toContain(":workspace");
    }
  });

  it.each(restTable.filter(({ access }) => access.kind !== "public").map((route) => [title(route), route] as const))(
    "%s refuses who has no key, no session and no token",
    async (_title, route) => {
      const plain = await request(route, stage.cast.nobody);
      expect([401, 404], plain.text).toContain(plain.status);
      expect((await request(route, { authorization: "Bearer quire_pat_000000000000" })).status).toBe(plain.status);
      if (route.method !== "HEAD") expect(plain.text).toMatch(/"error"/);
      if (route.access.kind !== "endpointKey") expect(plain.status).toBe(401);
    },
  );

  it.each(
    restTable.filter(({ access }) => access.kind === "endpointKey").map((route) => [title(route), route] as const),
  )("%s takes a person's token or session for no key", async (_title, route) => {
    for (const headers of [
      stage.cast.byRole.owner.tokens.manage,
      stage.cast.byRole.owner.session,
      stage.cast.stranger.session,
    ])
      expect([401, 403, 404]).toContain((await request(route, headers)).status);
  });

  it.each(restTable.filter(({ access }) => access.kind === "workspace").map((route) => [title(route), route] as const))(
    "%s refuses other workspaces, low roles and small scopes",
    async (_title, route) => {
      if (route.access.kind !== "workspace") return;
      expect((await request(route, stage.cast.stranger.session)).status).toBe(404);
      expect((await request(route, stage.cast.stranger.session, "no-such-team")).status).toBe(404);
      for (const role of rolesBelow(route.access.role))
        expect((await request(route, stage.cast.byRole[role].session)).status, role).toBe(403);
      const need = route.access.scope ?? (["GET", "HEAD"].includes(route.method) ? "read" : "write");
      for (const scope of tooLittle[need])
        expect((await request(route, stage.cast.byRole.owner.tokens[scope])).status, scope).toBe(403);
      const foreign = await request(
        route,
        stage.cast.stranger.session,
        stage.cast.others.slug,
        stage.secrets.byPathParameter,
      );
      expect(foreign.text).not.toContain(stage.secrets.marker);
      if (/:(?!workspace)/.test(route.path)) expect(foreign.status).toBe(404);
    },
  );

  it("is closed to workers, and to a job but for what a kernel may ask for in its own workspace", async () => {
    for (const route of restTable.filter(({ access }) => access.kind === "workspace" || access.kind === "signedIn")) {
      expect((await request(route, stage.worker)).status, title(route)).toBe(401);
      const { status } = await request(route, stage.job);
      const forKernels = route.access.kind === "workspace" && route.access.forKernels;
      if (!forKernels) expect(status, title(route)).toBe(403);
      else {
        expect([401, 403], title(route)).not.toContain(status);
        expect((await request(route, stage.job, stage.cast.others.slug)).status, title(route)).toBe(404);
      }
    }
  });

  it("that is not a GET cannot be reached by a page of another site, unless it asks for a key", async () => {
    const foreign = { ...stage.cast.byRole.owner.session, origin: foreignSite };
    for (const route of restTable.filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method))) {
      const { status, headers } = await request(route, foreign);
      const keyed = route.access.kind === "endpointKey";
      expect(keyed ? [401, 404] : [403], title(route)).toContain(status);
      expect(headers.get("access-control-allow-origin"), title(route)).toBe(keyed ? "*" : null);
    }
  });

  it("lets a browser ask before only where a key is asked for, and never offers to take cookies", async () => {
    for (const route of restTable.filter(({ method }) => method !== "OPTIONS")) {
      const { headers } = await request(
        { ...route, method: "OPTIONS" },
        {
          ...stage.cast.byRole.owner.session,
          origin: foreignSite,
          "access-control-request-method": route.method,
          "access-control-request-headers": "authorization,content-type",
        },
      );
      const keyed = route.access.kind === "endpointKey";
      expect(headers.get("access-control-allow-origin"), title(route)).toBe(keyed ? "*" : null);
      expect(headers.get("access-control-allow-credentials"), title(route)).toBeNull();
    }
  });
});

describe("every endpoint of sign-in", () => {
  it("is on the list or answers 404", async () => {
    expect(
      authRoutes
        .filter(({ access }) => access === "public")
        .map(({ method, path: at }) => `${method} ${at}`)
        .sort(),
    ).toEqual(publicAuthRoutes);
    const all = Object.values(stage.server.app.auth.api).flatMap((endpoint) =>
      "path" in endpoint && typeof endpoint.path === "string" ? [endpoint.path] : [],
    );
    for (const at of all) {
      for (const method of ["GET", "POST"]) {
        if (authRoutes.some((route) => route.method === method && route.path === at)) continue;
        const init = {
          method,
          headers: { origin: stage.server.url, "content-type": "application/json" },
          body: method === "POST" ? "{}" : undefined,
        };
        expect((await fetch(`${stage.server.url}/api/auth${at}`, init)).status, `${method} ${at}`).toBe(404);
      }
    }
  });
});

it("leaves the team as it was, after all that was refused", () => expectUntouched(stage));

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { closeCodes } from "@/lib/collab/protocol";
import { type Role, roleRank, roleSchema } from "@/lib/protocol/workspace";
import { authRoutes } from "@/server/auth/handler";
import type { Need } from "@/server/auth/scopes";
import { restTable } from "@/server/rest/table";
import { socketTable } from "@/server/sockets";
import { appRouter } from "@/server/trpc/root";
import { type Cast, createCast, type Headers, membershipOf } from "./rights-cast";
import { createSecrets, type Secrets } from "./rights-secrets";
import { idsIn, type Known, sampleInput } from "./sample-input";
import { createTestServer, type TestServer } from "./test-server";
import { callOverHttp, openTrpcSocket, type ProcedureType } from "./trpc-over-http";

/**
 * Walks every door of the server and tries to come in without the right to. A door that declares no rule fails; so does a
 * new public one that is not on the lists here, which are short enough to be read.
 */

const publicProcedures = [
  "people.invites.accept",
  "people.invites.look",
  "people.me",
  "people.resets.look",
  "people.resets.use",
  "people.setup.complete",
  "people.setup.look",
];
const publicRoutes = ["GET /healthz", "GET /readyz", "GET /types/:file", "GET /types/manifest.json"];
const publicAuthRoutes = ["GET /get-session", "POST /sign-in/email", "POST /sign-out"];
/** Pages are shells without data. Only these kinds of file may lie in the app folder. */
const shellFiles =
  /^(page|layout|loading|error|not-found|global-error|template|default)\.tsx$|^globals\.css$|^(icon|favicon|apple-icon)\.(svg|png|ico)$/;

let server: TestServer;
let cast: Cast;
/** Of the team, which the stranger must not reach; and the stranger's own. */
let secrets: Secrets;
let strangersOwn: Secrets;

beforeAll(async () => {
  server = await createTestServer();
  cast = await createCast(server);
  secrets = await createSecrets(server, cast.team, cast.byRole.owner, cast.byRole.editor);
  strangersOwn = await createSecrets(server, cast.others, cast.stranger, cast.stranger);
});
afterAll(() => server.close());

/** In these a `name` says what is meant, except in those that make a new one. */
const named = ["datasets", "models", "endpoints"];
const makers = ["datasets.commit", "datasets.importUpload", "models.save", "models.upload"];

/** What the team owns that this procedure's input can name. */
function knownOf({ name }: Procedure, team: Secrets): Known {
  const takesName = named.includes(name.split(".")[0] ?? "") && !makers.includes(name);
  return takesName ? { ...team.byProperty, name: team.name } : team.byProperty;
}

/** Where a schema says only "text" and the procedure wants more. */
const sampleTexts = { json: JSON.stringify({ kind: "truncated", reason: "a test" }) };

/** Ids that name nothing on the server by themselves: cells. */
const madeUpByClients = ["cellId", "id"];

interface Procedure {
  name: string;
  type: ProcedureType;
  access: NonNullable<(typeof appRouter)["_def"]["_config"]["$types"]["meta"]>["access"] | undefined;
  inputs: readonly unknown[];
}

const procedures: Procedure[] = Object.entries(appRouter._def.procedures as Record<string, unknown>).map(
  ([name, value]) => {
    const { _def } = value as {
      _def: { type: ProcedureType; meta?: { access?: Procedure["access"] }; inputs: unknown[] };
    };
    return { name, type: _def.type, access: _def.meta?.access, inputs: _def.inputs };
  },
);

const needOf = ({ type, access }: Procedure): Need =>
  (access && "scope" in access ? access.scope : undefined) ?? (type === "mutation" ? "write" : "read");
const tooLittle: Record<Need, ("read" | "write" | "manage")[]> = {
  read: [],
  write: ["read"],
  manage: ["read", "write"],
  session: ["read", "write", "manage"],
};
const rolesBelow = (role: Role) => roleSchema.options.filter((candidate) => roleRank[candidate] < roleRank[role]);

const call = (procedure: Procedure, input: unknown, headers: Headers) =>
  callOverHttp(server.url, procedure.name, procedure.type, input, headers);
/** The smallest valid input for the first team. */
const inputFor = (procedure: Procedure) => sampleInput(procedure.inputs, { workspace: cast.team.slug }).input;

describe("every procedure", () => {
  it("is found by this test", () => {
    expect(procedures.length).toBeGreaterThan(30);
    expect(new Set(procedures.map(({ name }) => name.split(".")[0]))).toEqual(
      new Set(Object.keys(appRouter._def.record)),
    );
  });

  it("declares who may call it, and the public ones are the ones we know", () => {
    for (const { name, access } of procedures) expect(access, name).toBeDefined();
    const open = procedures.filter(({ access }) => access?.kind === "public");
    expect(open.map(({ name }) => name).sort()).toEqual(publicProcedures);
    for (const { access } of open) expect(access?.kind === "public" && access.why.length).toBeGreaterThan(10);
  });

  it("takes no kind of id that the other team does not try", () => {
    for (const { name, inputs } of procedures.filter(({ access }) => access?.kind === "workspace"))
      for (const id of idsIn(inputs).filter((property) => !madeUpByClients.includes(property)))
        expect(
          Object.keys(secrets.byProperty),
          `${name} takes ${id}: add one of the team's to rights-secrets.ts`,
        ).toContain(id);
  });

  describe.each(procedures.filter(({ access }) => access?.kind !== "public"))("$name", (procedure) => {
    it("refuses who is not signed in", async () => {
      const input = inputFor(procedure);
      expect((await call(procedure, input, cast.nobody)).code).toBe("UNAUTHORIZED");
      expect((await call(procedure, input, { authorization: "Bearer quire_pat_0000000000000000" })).code).toBe(
        "UNAUTHORIZED",
      );
      expect((await call(procedure, input, { cookie: "quire.session_token=a.b", origin: server.url })).code).toBe(
        "UNAUTHORIZED",
      );
    });

    it("refuses a token with too little scope", async () => {
      const input = inputFor(procedure);
      for (const scope of tooLittle[needOf(procedure)])
        expect((await call(procedure, input, cast.byRole.owner.tokens[scope])).code, scope).toBe("FORBIDDEN");
    });

    const { access } = procedure;
    if (access?.kind !== "workspace") return;

    it("refuses members of other workspaces, and does not say whether the workspace exists", async () => {
      const input = inputFor(procedure);
      const foreign = await call(procedure, input, cast.stranger.session);
      const missing = await call(procedure, { ...input, workspace: "no-such-team" }, cast.stranger.session);
      expect([foreign.code, missing.code]).toEqual(["NOT_FOUND", "NOT_FOUND"]);
    });

    it("refuses a role that is too low", async () => {
      const input = inputFor(procedure);
      for (const role of rolesBelow(access.role))
        expect((await call(procedure, input, cast.byRole[role].session)).code, role).toBe("FORBIDDEN");
    });

    it("finds nothing of another workspace by its ids", async () => {
      const own = { ...sampleTexts, ...knownOf(procedure, strangersOwn), workspace: cast.others.slug };
      const foreign = knownOf(procedure, secrets);
      const { used } = sampleInput(procedure.inputs, own);
      for (const property of Object.keys(foreign).filter((name) => used.has(name))) {
        const { input } = sampleInput(procedure.inputs, { ...own, [property]: foreign[property] });
        const outcome = await call(procedure, input, cast.stranger.session);
        const story = `${property}: ${JSON.stringify(input)} → ${outcome.text}`;
        expect(outcome.text, story).not.toContain(secrets.marker);
        // A query over several ids may answer with nothing; a change may not pretend that it happened.
        const accepted = procedure.type === "mutation" ? ["NOT_FOUND", "CONFLICT"] : ["NOT_FOUND", "CONFLICT", "OK"];
        expect(accepted, story).toContain(outcome.code);
      }
    });
  });

  it("lets those in who may, where calling changes nothing", async () => {
    for (const procedure of procedures.filter(({ type, access }) => type === "query" && access?.kind === "workspace")) {
      const role = procedure.access?.kind === "workspace" ? procedure.access.role : "owner";
      const { code } = await call(procedure, inputFor(procedure), cast.byRole[role].session);
      expect(["UNAUTHORIZED", "FORBIDDEN"], procedure.name).not.toContain(code);
    }
  });

  it("refuses the same over the socket", async () => {
    const socket = await openTrpcSocket(server.url, cast.stranger.session);
    for (const procedure of procedures.filter(({ access }) => access?.kind === "workspace"))
      expect((await socket.call(procedure.name, procedure.type, inputFor(procedure))).code, procedure.name).toBe(
        "NOT_FOUND",
      );
    socket.close();
    const reader = await openTrpcSocket(server.url, cast.byRole.owner.tokens.read);
    for (const procedure of procedures.filter(
      (candidate) => candidate.access?.kind !== "public" && needOf(candidate) !== "read",
    ))
      expect((await reader.call(procedure.name, procedure.type, inputFor(procedure))).code, procedure.name).toBe(
        "FORBIDDEN",
      );
    reader.close();
  });

  it("cannot be reached by a page of another site", async () => {
    const foreign = { ...cast.byRole.owner.session, origin: "https://evil.example" };
    for (const procedure of procedures.filter(({ type }) => type === "mutation")) {
      const response = await fetch(`${server.url}/trpc/${procedure.name}`, {
        method: "POST",
        headers: { ...foreign, "content-type": "application/json" },
        body: JSON.stringify({ json: inputFor(procedure) }),
      });
      expect(response.status, procedure.name).toBe(403);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("that changes something cannot be called by GET", async () => {
    for (const procedure of procedures.filter(({ type }) => type === "mutation")) {
      const input = encodeURIComponent(JSON.stringify({ json: inputFor(procedure) }));
      const response = await fetch(`${server.url}/trpc/${procedure.name}?input=${input}`, {
        headers: cast.byRole.owner.session,
      });
      expect(response.status, procedure.name).toBe(405);
    }
  });
});

describe("every REST route", () => {
  const fill = (route: { path: string }, workspace: string, own: Record<string, string> = {}) =>
    route.path
      .replace(":workspace", workspace)
      .replace(/:([a-zA-Z]+)(\([^)]*\))?/g, (_match, name: string) => own[name] ?? "0".repeat(64))
      .replace(/\*$/, "x");
  const request = async (
    route: { method: string; path: string },
    headers: Headers,
    workspace = cast.team.slug,
    own?: Record<string, string>,
  ) => {
    const body = ["POST", "PUT", "PATCH"].includes(route.method) ? "{}" : undefined;
    const response = await fetch(server.url + fill(route, workspace, own), {
      method: route.method,
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
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
      const plain = await request(route, cast.nobody);
      expect([401, 404], plain.text).toContain(plain.status);
      expect((await request(route, { authorization: "Bearer quire_pat_000000000000" })).status).toBe(plain.status);
      if (route.method !== "HEAD") expect(plain.text).toMatch(/"error"/);
      if (route.access.kind !== "endpointKey") expect(plain.status).toBe(401);
    },
  );

  it.each(
    restTable.filter(({ access }) => access.kind === "endpointKey").map((route) => [title(route), route] as const),
  )("%s takes a person's token or session for no key", async (_title, route) => {
    for (const headers of [cast.byRole.owner.tokens.manage, cast.byRole.owner.session, cast.stranger.session])
      expect([401, 403, 404]).toContain((await request(route, headers)).status);
  });

  it.each(restTable.filter(({ access }) => access.kind === "workspace").map((route) => [title(route), route] as const))(
    "%s refuses other workspaces, low roles and small scopes",
    async (_title, route) => {
      if (route.access.kind !== "workspace") return;
      expect((await request(route, cast.stranger.session)).status).toBe(404);
      expect((await request(route, cast.stranger.session, "no-such-team")).status).toBe(404);
      for (const role of rolesBelow(route.access.role))
        expect((await request(route, cast.byRole[role].session)).status, role).toBe(403);
      const need = route.access.scope ?? (["GET", "HEAD"].includes(route.method) ? "read" : "write");
      for (const scope of tooLittle[need])
        expect((await request(route, cast.byRole.owner.tokens[scope])).status, scope).toBe(403);
      const foreign = await request(route, cast.stranger.session, cast.others.slug, secrets.byPathParameter);
      expect(foreign.text).not.toContain(secrets.marker);
      if (/:(?!workspace)/.test(route.path)) expect(foreign.status).toBe(404);
    },
  );

  it("that is not a GET cannot be reached by a page of another site", async () => {
    for (const route of restTable.filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method))) {
      const { status } = await request(route, { ...cast.byRole.owner.session, origin: "https://evil.example" });
      expect(status, title(route)).toBe(403);
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
    const all = Object.values(server.app.auth.api).flatMap((endpoint) =>
      "path" in endpoint && typeof endpoint.path === "string" ? [endpoint.path] : [],
    );
    for (const at of all) {
      for (const method of ["GET", "POST"]) {
        if (authRoutes.some((route) => route.method === method && route.path === at)) continue;
        const init = {
          method,
          headers: { origin: server.url, "content-type": "application/json" },
          body: method === "POST" ? "{}" : undefined,
        };
        expect((await fetch(`${server.url}/api/auth${at}`, init)).status, `${method} ${at}`).toBe(404);
      }
    }
  });
});

describe("every socket", () => {
  /** Resolves to the code of its close, `open` when it stays open and talks, or the status of a refused upgrade. */
  const connect = (pathname: string, headers: Headers) =>
    new Promise<number | "open">((resolve, reject) => {
      const ws = new WebSocket(server.url.replace(/^http/, "ws") + pathname, { headers });
      ws.once("close", (code) => resolve(code));
      ws.once("unexpected-response", (_request, response) => {
        resolve(response.statusCode ?? 0);
        ws.terminate();
      });
      ws.once("message", () => {
        resolve("open");
        ws.close();
      });
      ws.once("error", (error) => (ws.readyState === WebSocket.CONNECTING ? resolve(0) : reject(error)));
    });
  const at = (pattern: string) => pattern.replace(":notebookId", secrets.notebookId);
  const refusals: unknown[] = [closeCodes.signedOut, closeCodes.forbidden, closeCodes.gone, 403];

  it("declares its rule", () => {
    expect(socketTable.length).toBeGreaterThan(1);
    for (const { path: pattern, access } of socketTable) {
      expect(["signedIn", "notebook"], pattern).toContain(access.kind);
      if (access.kind === "notebook") expect(pattern).toContain(":notebookId");
    }
  });

  it.each(socketTable.map((route) => [route.path, route] as const))(
    "%s refuses who may not",
    async (pattern, route) => {
      const { session } = cast.byRole.owner;
      expect(await connect(at(pattern), cast.nobody)).toBe(closeCodes.signedOut);
      expect(await connect(at(pattern), { authorization: "Bearer quire_pat_00000" })).toBe(closeCodes.signedOut);
      expect(await connect(at(pattern), { ...session, origin: "https://evil.example" })).toBe(403);
      expect(await connect(at(pattern), { cookie: session.cookie ?? "" })).toBe(403);
      if (route.access.kind !== "notebook") return;
      expect(await connect(at(pattern), cast.stranger.session)).toBe(closeCodes.gone);
      expect(await connect(pattern.replace(":notebookId", "0".repeat(20)), session)).toBe(closeCodes.gone);
      expect(refusals).not.toContain(await connect(at(pattern), session));
      for (const role of rolesBelow(route.access.role))
        expect(await connect(at(pattern), cast.byRole[role].session)).toBe(closeCodes.forbidden);
    },
  );

  it("that is unknown is refused", async () => {
    expect(await connect("/sockets/other", cast.byRole.owner.session)).toBe(404);
    expect(await connect("/", cast.byRole.owner.session)).toBe(404);
  });
});

describe("pages", () => {
  const root = path.resolve(import.meta.dirname, "../..");
  const filesBelow = (folder: string) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const textOf = (entry: { parentPath: string; name: string }) =>
    readFileSync(path.join(entry.parentPath, entry.name), "utf8");

  it("are shells only: no route handlers, no middleware, no other router", () => {
    const files = filesBelow("app");
    expect(files.length).toBeGreaterThan(5);
    for (const { name, parentPath } of files) expect(name, parentPath).toMatch(shellFiles);
    const top = readdirSync(root);
    for (const name of ["pages", "src", "middleware.ts", "middleware.js", "proxy.ts", "proxy.js", "instrumentation.ts"])
      expect(top).not.toContain(name);
  });

  it("hold no server code and no server actions", () => {
    for (const entry of [...filesBelow("app"), ...filesBelow("components")].filter(
      ({ name }) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name),
    )) {
      const text = textOf(entry);
      expect(text, entry.name).not.toMatch(/["']use server["']/);
      expect(text, entry.name).not.toMatch(/^import (?!type)[^;]*from "@\/server\//m);
    }
  });
});

it("leaves the team as it was, after all that was refused", async () => {
  const { people, workspace } = await membershipOf(server.app, cast.team.id);
  expect(people.map(({ role }) => role).sort()).toEqual(["editor", "owner", "viewer"]);
  expect(workspace?.name).toBe("Team");
});

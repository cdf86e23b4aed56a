import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completeSetup, ensureSetupToken } from "@/server/features/people/setup";
import { type MembershipChange, onMembershipChanged } from "@/server/features/people/membership-events";
import { closeApp, createApp } from "@/server/create-app";
import { createTestApp, type TestApp } from "@/server/testing/test-app";
import { createAuth } from "./auth";
import { authRoutes, handleAuth } from "./handler";
import { principalOf } from "./principal-of";

const ana = { name: "Ana", email: "ana@example.org", password: "correct horse battery" };
let app: TestApp;
let server: Server;
let origin: string;

async function setUp(on: TestApp): Promise<void> {
  const link = new URL((await ensureSetupToken(on)) ?? "http://none");
  await completeSetup(on, link.searchParams.get("token") ?? "", ana, "Vision team");
}

beforeAll(async () => {
  app = await createTestApp();
  await setUp(app);
  server = createServer((req, res) => void handleAuth(app, req, res, "127.0.0.1"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await app.close();
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${origin}/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const signIn = (credentials: { email: string; password: string } = ana) => post("/sign-in/email", credentials);

async function cookieOf(response: Response): Promise<string> {
  expect(response.status, await response.clone().text()).toBe(200);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

describe("signing in", () => {
  it("answers a cookie that scripts cannot read and other sites do not send", async () => {
    const [cookie] = (await signIn()).headers.getSetCookie();
    expect(cookie).toMatch(/^quire\.session_token=.*HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Path=\//);
    expect(cookie).not.toMatch(/Domain/);
  });

  it("binds the cookie to the host over HTTPS", async () => {
    const auth = createAuth({ ...app, env: { ...app.env, appUrl: "https://quire.example" } });
    const response = await auth.api.signInEmail({ body: ana, asResponse: true });
    expect(response.headers.get("set-cookie")).toMatch(/^__Host-quire\.session_token=.*; Path=\/.*Secure/);
  });

  it("makes the bearer of the cookie a principal", async () => {
    const cookie = await cookieOf(await signIn());
    expect(await principalOf(app, { cookie })).toMatchObject({ name: "Ana", email: ana.email, via: "session" });
  });

  it("takes the address in any case", async () => {
    expect((await signIn({ ...ana, email: "ANA@Example.org" })).status).toBe(200);
  });

  it("says the same for a wrong password and an unknown address", async () => {
    const wrong = await signIn({ ...ana, password: "wrong horse battery" });
    const unknown = await signIn({ ...ana, email: "bo@example.org" });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
  });

  it("refuses a forged cookie", async () => {
    const cookie = await cookieOf(await signIn());
    expect(await principalOf(app, { cookie: `${cookie.slice(0, -6)}AAAA%3D` })).toBeNull();
    expect(await principalOf(app, { cookie: cookie.replace(/=.*/, "=x.y") })).toBeNull();
    expect(await principalOf(app, {})).toBeNull();
  });

  it("is refused after ten wrong passwords, the right one included", async () => {
    const email = "target@example.org";
    const statuses = [];
    for (let n = 0; n < 11; n++) statuses.push((await signIn({ email, password: `guess number ${n}` })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    const refused = await signIn({ email, password: ana.password });
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ message: expect.stringMatching(/Too many attempts/) as string });
  });

  it("is still refused after the server has been started anew", async () => {
    const email = "patient@example.org";
    for (let n = 0; n < 10; n++) await signIn({ email, password: `guess number ${n}` });
    const restarted = await createApp(app.env, app.log, app.db.$client.options.connectionString ?? "");
    const request = { body: { email, password: "guess" }, headers: new Headers({ "x-quire-client-ip": "127.0.0.1" }) };
    await expect(restarted.auth.api.signInEmail(request).finally(() => closeApp(restarted))).rejects.toThrow(
      /Too many attempts/,
    );
  });

  it("does not believe an address that the client writes itself", async () => {
    const statuses = [];
    for (let n = 0; n < 11; n++) {
      const response = await post(
        "/sign-in/email",
        { email: "x@example.org", password: "wrong" },
        { "x-quire-client-ip": `9.9.9.${n}` },
      );
      statuses.push(response.status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("bad input", () => {
  it.each([
    ["no JSON", "{", 400],
    ["no body", "", 400],
    ["no password", { email: ana.email }, 400],
    ["not an address", { email: "ana", password: "x" }, 400],
    ["an object for a password", { email: ana.email, password: { $ne: 1 } }, 400],
    ["a body too large", { email: ana.email, password: "x".repeat(20_000) }, 413],
    ["a NUL character", { email: "a\0@example.org", password: "x" }, 400],
  ])("answers %s with a client error", async (_name, body, status) => {
    expect((await post("/sign-in/email", body)).status).toBe(status);
  });

  it("refuses another site's page", async () => {
    expect((await post("/sign-in/email", ana, { origin: "https://evil.example" })).status).toBe(403);
  });
});

describe("what is closed", () => {
  it("has no sign-up of better-auth's own", async () => {
    expect((await post("/sign-up/email", { ...ana, email: "new@example.org" })).status).toBe(404);
    await expect(app.auth.api.signUpEmail({ body: { ...ana, email: "new@example.org" } })).rejects.toThrow(
      /not enabled/,
    );
  });

  it("answers 404 for every endpoint of better-auth that is not on the list", async () => {
    const listed = new Set<string>(authRoutes.map((route) => route.path));
    const paths = Object.values(app.auth.api)
      .map((endpoint) => ("path" in endpoint ? endpoint.path : undefined))
      .filter((path) => typeof path === "string");
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths.filter((candidate) => !listed.has(candidate))) {
      for (const method of ["GET", "POST"]) {
        const response = await fetch(`${origin}/api/auth${path}`, {
          method,
          headers: { origin, "content-type": "application/json" },
          body: method === "POST" ? "{}" : null,
        });
        expect(response.status, `${method} ${path}`).toBe(404);
      }
    }
  });

  it("asks for a session where the list says so", async () => {
    for (const route of authRoutes.filter((candidate) => candidate.access === "session")) {
      const body = { currentPassword: ana.password, newPassword: "another good password" };
      expect((await post(route.path, body)).status, route.path).toBe(401);
    }
  });
});

describe("ending sessions", () => {
  const listen = () => {
    const changes: MembershipChange[] = [];
    const stop = onMembershipChanged(app, (change) => changes.push(change));
    return { changes, stop };
  };

  it("makes the cookie worthless on signing out, and tells open sockets", async () => {
    const cookie = await cookieOf(await signIn());
    const { changes, stop } = listen();
    expect((await post("/sign-out", {}, { cookie })).status).toBe(200);
    stop();
    expect(await principalOf(app, { cookie })).toBeNull();
    expect(changes).toMatchObject([{ type: "sessionsEnded" }]);
  });

  it("can end the other sessions when the password changes", async () => {
    const [here, there] = [await cookieOf(await signIn()), await cookieOf(await signIn())];
    const change = (currentPassword: string, newPassword: string, cookie: string) =>
      post("/change-password", { currentPassword, newPassword, revokeOtherSessions: true }, { cookie });
    expect((await change("not the password", "another good password", here)).status).toBe(400);
    expect((await change(ana.password, "short", here)).status).toBe(400);
    const renewed = await cookieOf(await change(ana.password, "another good password", here));
    expect(await principalOf(app, { cookie: there })).toBeNull();
    expect(await principalOf(app, { cookie: renewed })).toMatchObject({ email: ana.email });
    await cookieOf(await change("another good password", ana.password, renewed));
  });
});

import { eq } from "drizzle-orm";
import type { Role } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { hashPassword, insertAccount } from "@/server/features/people/accounts";
import { createToken } from "@/server/features/people/tokens";
import { members, workspaces } from "@/server/db/schema/people";
import { createWorkspace, type TestPerson } from "./test-app";
import type { TestServer } from "./test-server";

export type Headers = Record<string, string>;

/** Someone who calls: with a browser's session, or as a script with each of the scopes. */
export interface Actor {
  person: Principal;
  session: Headers;
  tokens: { read: Headers; write: Headers; manage: Headers };
}

/** Two teams that know nothing of each other, and nobody. */
export interface Cast {
  team: { id: string; slug: string };
  others: { id: string; slug: string };
  byRole: Record<Role, Actor>;
  /** Owner of the other team, and no member of the first. */
  stranger: Actor;
  nobody: Headers;
}

const password = "the same for all of them";

async function account(app: App, name: string): Promise<TestPerson> {
  const signUp = { name, email: `${name.toLowerCase()}@rights.test`, password };
  const userId = await insertAccount(app.db, signUp, await hashPassword(app, password));
  return { userId, name, email: signUp.email, via: "session", scopes: [] };
}

/** The cookie of a real sign-in, with the Origin that a browser sends along. */
async function signIn(server: TestServer, email: string): Promise<Headers> {
  const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`sign-in failed: ${await response.text()}`);
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  return { cookie: cookie.join("; "), origin: server.url };
}

async function bearer(app: App, userId: string, scope: "read" | "write" | "manage"): Promise<Headers> {
  const { token } = await createToken(app, userId, { name: scope, scopes: [scope], days: null });
  return { authorization: `Bearer ${token}` };
}

async function actor(server: TestServer, name: string): Promise<Actor> {
  const person = await account(server.app, name);
  const [session, read, write, manage] = await Promise.all([
    signIn(server, person.email),
    bearer(server.app, person.userId, "read"),
    bearer(server.app, person.userId, "write"),
    bearer(server.app, person.userId, "manage"),
  ]);
  return { person, session, tokens: { read, write, manage } };
}

export async function createCast(server: TestServer): Promise<Cast> {
  const [owner, editor, viewer, stranger] = await Promise.all(
    ["Owner", "Editor", "Viewer", "Stranger"].map((name) => actor(server, name)),
  );
  if (!owner || !editor || !viewer || !stranger) throw new Error("the cast is incomplete");
  const team = await createWorkspace(server.app, [
    [owner.person, "owner"],
    [editor.person, "editor"],
    [viewer.person, "viewer"],
  ]);
  const others = await createWorkspace(server.app, [[stranger.person, "owner"]]);
  return { team, others, byRole: { owner, editor, viewer }, stranger, nobody: {} };
}

/** Who is in the workspace, under which name: to show that refused calls changed nothing. */
export async function membershipOf(app: App, workspaceId: string) {
  const people = await app.db
    .select({ userId: members.userId, role: members.role })
    .from(members)
    .where(eq(members.workspaceId, workspaceId));
  const [workspace] = await app.db.select().from(workspaces).where(eq(workspaces.id, workspaceId));
  return { people: people.sort((a, b) => a.userId.localeCompare(b.userId)), workspace };
}

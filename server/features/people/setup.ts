import { timingSafeEqual } from "node:crypto";
import { sql } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { user } from "@/server/db/schema/auth";
import { hashPassword, insertAccount, type SignUp } from "./accounts";
import { firstNotebook } from "./first-notebook";
import { hashSecret, newSecret } from "./secrets";
import { insertWorkspace, seed } from "./workspaces";

/** Any constant will do, as long as nothing else in the database locks on it. */
const SETUP_LOCK = 7_483_201;

/** The hash of the link's secret. In memory alone: a start prints a new link, and the old one is worth nothing. */
const setupHashes = new WeakMap<App["events"], string>();

async function hasAccount(on: Queryable): Promise<boolean> {
  return (await on.select({ id: user.id }).from(user).limit(1)).length > 0;
}

export const isSetupNeeded = async (app: App): Promise<boolean> => !(await hasAccount(app.db));

/** The one-time link with which the first person makes the owner account; null when there is an account. */
export async function ensureSetupToken(app: App): Promise<string | null> {
  if (await hasAccount(app.db)) return null;
  const secret = newSecret();
  setupHashes.set(app.events, hashSecret(secret));
  return `${app.env.appUrl}/setup?token=${secret}`;
}

function requireSetupToken(app: App, secret: string): void {
  const expected = setupHashes.get(app.events);
  if (expected === undefined || !timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(expected)))
    throw new QuireError(
      "NOT_FOUND",
      "This set-up link is not valid. The newest one is in the terminal in which Quire was started.",
    );
}

async function requireNoAccount(on: Queryable): Promise<void> {
  if (await hasAccount(on))
    throw new QuireError("CONFLICT", "Quire is set up already. Sign in, or ask an owner for an invite.");
}

/** Throws unless the link would work. */
export async function lookAtSetup(app: App, secret: string): Promise<{ valid: true }> {
  await requireNoAccount(app.db);
  requireSetupToken(app, secret);
  return { valid: true };
}

/** The first account, its workspace and its ownership come into being together; of two at the same time one wins. */
export async function completeSetup(
  app: App,
  secret: string,
  signUp: SignUp,
  workspaceName: string,
): Promise<{ workspace: string; notebook: string | null }> {
  await lookAtSetup(app, secret);
  const passwordHash = await hashPassword(app, signUp.password);
  const { workspace, userId } = await app.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${SETUP_LOCK})`);
    await requireNoAccount(tx);
    const userId = await insertAccount(tx, signUp, passwordHash);
    return { userId, workspace: await insertWorkspace(tx, userId, workspaceName) };
  });
  setupHashes.delete(app.events);
  await seed(app, workspace, userId);
  return { workspace: workspace.slug, notebook: await firstNotebook(app, workspace, userId) };
}

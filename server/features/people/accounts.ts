import { eq } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { PASSWORD_MAX, PASSWORD_MIN } from "@/lib/people/password-rules";
import type { Queryable } from "@/server/db/database";
import { account, user } from "@/server/db/schema/auth";

export const personNameSchema = z.string().trim().min(1, "Give a name.").max(80);
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Give an email address, such as ana@example.org."));
export const passwordSchema = z
  .string()
  .min(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`)
  .max(PASSWORD_MAX, `Use at most ${PASSWORD_MAX} characters.`);

/** What a person gives to get an account. */
export const signUpSchema = z.object({ name: personNameSchema, email: emailSchema, password: passwordSchema });
export type SignUp = z.infer<typeof signUpSchema>;

/** The form in which better-auth checks passwords. Slow on purpose: call it outside of transactions. */
export async function hashPassword(app: App, password: string): Promise<string> {
  return (await app.auth.$context).password.hash(password);
}

/**
 * An account that better-auth's sign-in knows. Inside the caller's transaction, so that an account never exists without
 * the membership for which it was made.
 */
export async function insertAccount(tx: Queryable, { name, email }: SignUp, passwordHash: string): Promise<string> {
  const id = newId();
  const inserted = await tx
    .insert(user)
    .values({ id, name, email })
    .onConflictDoNothing({ target: user.email })
    .returning({ id: user.id });
  if (inserted.length === 0)
    throw new QuireError("CONFLICT", `${email} has an account already. Sign in with it, then open this link again.`);
  await tx
    .insert(account)
    .values({ id: newId(), accountId: id, providerId: "credential", userId: id, password: passwordHash });
  return id;
}

export async function updateProfile(app: App, userId: string, { name }: { name: string }): Promise<void> {
  await app.db.update(user).set({ name, updatedAt: new Date() }).where(eq(user.id, userId));
}

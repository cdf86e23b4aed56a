import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError, createAuthMiddleware, isAPIError } from "better-auth/api";
import type { Logger } from "pino";
import { z } from "zod";
import type { Database } from "@/server/db/database";
import { account, session, user, verification } from "@/server/db/schema/auth";
import type { Env } from "@/server/env";
import { PASSWORD_MAX, PASSWORD_MIN } from "@/lib/people/password-rules";
import { sessionSecret } from "./secret";
import { SignInLimiter } from "./sign-in-limiter";

/** Our own handler writes it (handler.ts); what a client sends under this name never arrives. */
export const CLIENT_IP_HEADER = "x-quire-client-ip";
const MONTH_SECONDS = 30 * 24 * 3600;

const signInBody = z.object({ email: z.string() });

/** Counts attempts to sign in before the password is looked at, and takes a successful one back. */
function limitSignIn(db: Database) {
  const limiter = new SignInLimiter(db);
  const ipOf = (headers: Headers | undefined) => headers?.get(CLIENT_IP_HEADER) ?? "unknown";
  const before = createAuthMiddleware(async (ctx) => {
    const body = signInBody.safeParse(ctx.body);
    if (ctx.path !== "/sign-in/email" || !body.success) return;
    const wait = await limiter.attempt(body.data.email, ipOf(ctx.headers));
    if (wait === null) return;
    const message = `Too many attempts to sign in. Try again in ${Math.ceil(wait / 60)} min.`;
    throw new APIError("TOO_MANY_REQUESTS", { message, code: "TOO_MANY_REQUESTS" }, { "Retry-After": String(wait) });
  });
  const after = createAuthMiddleware(async (ctx) => {
    const body = signInBody.safeParse(ctx.body);
    if (ctx.path !== "/sign-in/email" || !body.success || isAPIError(ctx.context.returned)) return;
    await limiter.succeeded(body.data.email, ipOf(ctx.headers));
  });
  return { before, after };
}

/**
 * The browser's cookie. `__Host-` over HTTPS: the browser then takes it only from this very host, over TLS, for all paths.
 * (better-auth's own secure mode would put `__Secure-` before it, which is weaker, so the name is given here.)
 */
function cookies(appUrl: string) {
  const secure = appUrl.startsWith("https://");
  return {
    useSecureCookies: false,
    cookiePrefix: secure ? "__Host-quire" : "quire",
    defaultCookieAttributes: { secure, httpOnly: true, sameSite: "lax" as const, path: "/" },
  };
}

/**
 * Email and password, sessions in the database. Accounts are made only by the setup link and by invites
 * (features/people), never by better-auth's own sign-up. Sessions last 30 days from sign-in.
 */
export function createAuth({ env, db, log }: { env: Env; db: Database; log: Logger }) {
  const authLog = log.child({ part: "auth" });
  return betterAuth({
    appName: "Quire",
    baseURL: env.appUrl,
    basePath: "/api/auth",
    secret: sessionSecret(env),
    telemetry: { enabled: false },
    database: drizzleAdapter(db, {
      provider: "pg",
      schema: { user, session, account, verification },
      transaction: true,
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
    },
    session: { expiresIn: MONTH_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    hooks: limitSignIn(db),
    rateLimit: { enabled: false },
    advanced: {
      ...cookies(env.appUrl),
      // origin.ts guards every door of the server with one rule; a second, different one would only confuse.
      disableCSRFCheck: true,
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
    },
    // A refused sign-in is no failure of the server.
    onAPIError: {
      onError: (error) =>
        isAPIError(error) && error.statusCode < 500 ? undefined : authLog.error({ err: error }, "failed"),
    },
    logger: { level: "error", log: (level, message) => authLog[level](message) },
  });
}

export type Auth = ReturnType<typeof createAuth>;

import { initTRPC, TRPCError, type TRPC_ERROR_CODE_KEY } from "@trpc/server";
import type { Logger } from "pino";
import superjson from "superjson";
import { z } from "zod";
import { type ErrorCode, errorStatus, QuireError } from "@/lib/protocol/errors";
import type { Role } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Principal, WorkerPrincipal } from "@/server/auth/principal";
import { type Need, requirePrincipal, requireScope } from "@/server/auth/scopes";
import { requireAttempt } from "@/server/features/jobs/attempt-principal";
import { requireMember, requireOwnWorkspace } from "@/server/features/people/membership";
import { knownError } from "@/server/known-error";

export interface Context {
  app: App;
  principal: Principal | null;
  worker: WorkerPrincipal | null;
  requestId: string;
  log: Logger;
  ip: string;
  /** This server's address as the caller named it. */
  origin: string;
  /** Resolves when the client's connection takes more; only then a subscription goes on. Absent where the transport sees to it. */
  drained?: () => Promise<void>;
}

/**
 * Who may call a procedure. Every procedure has one; the walk test fails on one without. Without `scope` a token needs
 * `read` for queries and subscriptions and `write` for mutations; `session` refuses tokens.
 */
export type Access =
  | { kind: "public"; why: string }
  | { kind: "signedIn"; scope?: Need }
  /** `forKernels`: also for jobs, each in its workspace. */
  | { kind: "workspace"; role: Role; scope?: Need; forKernels?: true }
  | { kind: "worker" };

const trpcCode: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  BAD_REQUEST: "BAD_REQUEST",
  UNAUTHORIZED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  TOO_LARGE: "PAYLOAD_TOO_LARGE",
  UNPROCESSABLE: "UNPROCESSABLE_CONTENT",
  TOO_MANY_REQUESTS: "TOO_MANY_REQUESTS",
  INTERNAL: "INTERNAL_SERVER_ERROR",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
  NO_SPACE: "INTERNAL_SERVER_ERROR",
};

/** What the person reads: a service's own words, the first thing wrong with the input, or where the failure is logged. */
function messageFor(error: TRPCError, message: string, requestId = "no request id"): string {
  if (error.cause instanceof z.ZodError) {
    const issue = error.cause.issues[0];
    return issue ? [issue.path.join("."), issue.message].filter(Boolean).join(": ") : message;
  }
  const unexpected = error.code === "INTERNAL_SERVER_ERROR" && !(error.cause instanceof QuireError);
  return unexpected ? `Something failed on the server. It is logged under ${requestId}.` : message;
}

const t = initTRPC
  .context<Context>()
  .meta<{ access: Access }>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      message: messageFor(error, shape.message, ctx?.requestId),
      data: {
        ...shape.data,
        stack: undefined,
        // tRPC answers with this status, and has no code of its own for a full disk.
        ...(error.cause instanceof QuireError && { httpStatus: errorStatus[error.cause.code] }),
        requestId: ctx?.requestId,
        quireCode: error.cause instanceof QuireError ? error.cause.code : undefined,
        issues:
          error.cause instanceof z.ZodError
            ? error.cause.issues.map((i) => ({ path: i.path.join("."), message: i.message }))
            : undefined,
      },
    }),
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

export function toTrpcError(error: unknown): unknown {
  const known = knownError(error);
  return known ? new TRPCError({ code: trpcCode[known.code], message: known.message, cause: known }) : error;
}

const isStream = (data: unknown): data is AsyncIterable<unknown> =>
  typeof data === "object" && data !== null && Symbol.asyncIterator in data;

/** A subscription fails while it is read, after the middleware is done. */
async function* mapStreamErrors(stream: AsyncIterable<unknown>, drained: Context["drained"]): AsyncGenerator<unknown> {
  try {
    for await (const item of stream) {
      yield item;
      await drained?.();
    }
  } catch (error) {
    throw toTrpcError(error);
  }
}

/** Services throw QuireError; callers see its code and message. */
const mapErrors = t.middleware(async ({ ctx, next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return isStream(result.data) ? { ...result, data: mapStreamErrors(result.data, ctx.drained) } : result;
});

const base = t.procedure.use(mapErrors);

const neededScope = (type: "query" | "mutation" | "subscription", scope?: Need): Need =>
  scope ?? (type === "mutation" ? "write" : "read");

/** Open to everybody; `why` says what makes that safe. */
export const publicProcedure = (why: string) => base.meta({ access: { kind: "public", why } });

/** For anyone who has an account: only what is the person's own. */
export const signedInProcedure = (scope?: Need) =>
  base.meta({ access: { kind: "signedIn", scope } }).use(({ ctx, type, next }) => {
    const principal = requirePrincipal(ctx.principal);
    requireScope(principal, neededScope(type, scope));
    return next({ ctx: { ...ctx, principal } });
  });

/**
 * For members of the workspace that the input names by slug, with at least the role. `ctx.workspace` is that workspace:
 * services must look up every other id within it, so that an id of another workspace is NOT_FOUND.
 */
export const workspaceProcedure = (role: Role, scope?: Need, forKernels?: true) =>
  base
    .meta({ access: { kind: "workspace", role, scope, forKernels } })
    .input(z.object({ workspace: z.string().min(1).max(100) }))
    .use(async ({ ctx, input, type, next }) => {
      const principal = requirePrincipal(ctx.principal);
      requireScope(principal, neededScope(type, scope), forKernels);
      const workspace = await requireMember(ctx.app, principal.userId, input.workspace, role);
      requireOwnWorkspace(principal, workspace);
      // A request may be long on its way after its token was read: a worker that froze sends the rest when it goes on.
      if (principal.attempt) await requireAttempt(ctx.app, principal.attempt.id);
      return next({ ctx: { ...ctx, principal, workspace } });
    });

/** What a kernel may ask for on behalf of its person: for members, and for jobs that run in their name. */
export const kernelProcedure = (role: Role, scope?: Need) => workspaceProcedure(role, scope, true);

/** For workers, by a worker token. */
export const workerProcedure = base.meta({ access: { kind: "worker" } }).use(({ ctx, next }) => {
  if (!ctx.worker)
    throw new QuireError(
      "UNAUTHORIZED",
      "This is for workers. Send a worker token as a Bearer header: see Settings, Workers.",
    );
  return next({ ctx: { ...ctx, worker: ctx.worker } });
});

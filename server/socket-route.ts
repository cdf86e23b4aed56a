import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { closeCodes } from "@/lib/collab/protocol";
import { QuireError } from "@/lib/protocol/errors";
import type { Role } from "@/lib/protocol/workspace";
import type { App } from "./app";
import type { Principal } from "./auth/principal";
import { requirePrincipal, requireScope } from "./auth/scopes";
import { type NotebookAccess, requireNotebookRole } from "./features/notebooks/access";

/** Who may open a socket. Every route has one; the walk test fails on a way around it. */
export type SocketAccess =
  | { kind: "public"; why: string }
  | { kind: "signedIn" }
  /** The path has `:notebookId`; the person's role in that notebook's workspace must be at least this. */
  | { kind: "notebook"; role: Role };

/** What the declared access found out. `principal` is null only where the access is public. */
export interface SocketGrant {
  principal: Principal | null;
  /** Set where the access is by notebook. */
  notebook: NotebookAccess | null;
}

export interface SocketContext extends SocketGrant {
  app: App;
  params: Record<string, string | undefined>;
  query: URLSearchParams;
  log: Logger;
  req: IncomingMessage;
}

/** Paths in find-my-way's syntax. `handle` must listen for messages before it first awaits. */
export interface SocketRoute {
  path: string;
  access: SocketAccess;
  /** Longer messages close the socket before they are in memory. */
  maxPayload: number;
  handle: (ws: WebSocket, context: SocketContext) => void;
}

/** Enforces what a route declares, before the upgrade. Throws a QuireError; say it to the client with `closeCodeOf`. */
export async function authorizeSocket(
  app: App,
  access: SocketAccess,
  params: Record<string, string | undefined>,
  principal: Principal | null,
): Promise<SocketGrant> {
  if (access.kind === "public") return { principal, notebook: null };
  const person = requirePrincipal(principal);
  // Each procedure that is called over it checks for itself.
  if (access.kind === "signedIn") return { principal: person, notebook: null };
  requireScope(person, "read");
  if (params.notebookId === undefined)
    throw new Error("a socket asks for a role in a notebook but its path has no :notebookId");
  return { principal: person, notebook: await requireNotebookRole(app, person, params.notebookId, access.role) };
}

/**
 * A browser cannot read the status of a refused upgrade, and would try again for ever. So a refused socket is accepted,
 * sends nothing, and is closed at once with a code of the 44xx range, which tells clients not to come back by themselves.
 */
export function closeCodeOf(error: unknown): { code: number; reason: string } {
  if (!(error instanceof QuireError))
    return { code: closeCodes.unavailable, reason: "Something failed on the server." };
  const code = { UNAUTHORIZED: closeCodes.signedOut, FORBIDDEN: closeCodes.forbidden, NOT_FOUND: closeCodes.gone }[
    error.code as string
  ];
  return { code: code ?? closeCodes.unavailable, reason: closeReason(error.message) };
}

/** The protocol allows 123 bytes. */
const closeReason = (text: string) =>
  Buffer.byteLength(text) <= 123
    ? text
    : Buffer.from(text)
        .subarray(0, 120)
        .toString()
        .replace(/\uFFFD+$/, "");

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Role } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import type { Need } from "@/server/auth/scopes";
import type { WorkspaceMembership } from "@/server/features/people/membership";

/**
 * Who may call a REST route; authorize.ts enforces it. Without `scope` a token needs `read` for GET and `write` for the
 * rest. `endpointKey`: the handler checks the key itself, for it decides which endpoint answers.
 */
export type RestAccess =
  | { kind: "public"; why: string }
  | { kind: "signedIn"; scope?: Need }
  /** The path has `:workspace`. */
  | { kind: "workspace"; role: Role; scope?: Need; forKernels?: true }
  | { kind: "endpointKey" };

export interface RestRequest {
  app: App;
  req: IncomingMessage;
  res: ServerResponse;
  params: Record<string, string | undefined>;
  query: URLSearchParams;
  requestId: string;
  log: Logger;
  /** Set where the access asks for it. */
  principal: Principal | null;
  workspace: WorkspaceMembership | null;
}

/** Paths in find-my-way's syntax. A thrown QuireError becomes its status with `{"error": message}`. */
export interface RestRoute {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  path: string;
  access: RestAccess;
  handle: (request: RestRequest) => Promise<void> | void;
}

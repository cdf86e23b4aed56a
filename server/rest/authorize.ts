import type { TokenScope } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { requirePrincipal, requireScope } from "@/server/auth/scopes";
import { requireMember, requireOwnWorkspace, type WorkspaceMembership } from "@/server/features/people/membership";
import type { RestRoute } from "./route";

const scopeOfMethod = (method: RestRoute["method"]): TokenScope =>
  ["GET", "HEAD", "OPTIONS"].includes(method) ? "read" : "write";

/**
 * Enforces what a route declares. Answers the membership where the access is by workspace, else null. A route whose
 * access is `endpointKey` checks the key itself, for the key decides which endpoint answers.
 */
export async function authorizeRest(
  app: App,
  { access, method, path }: Pick<RestRoute, "access" | "method" | "path">,
  params: Record<string, string | undefined>,
  principal: Principal | null,
): Promise<WorkspaceMembership | null> {
  if (access.kind === "public" || access.kind === "endpointKey") return null;
  const person = requirePrincipal(principal);
  requireScope(person, access.scope ?? scopeOfMethod(method), access.kind === "workspace" && access.forKernels);
  if (access.kind === "signedIn") return null;
  if (params.workspace === undefined)
    throw new Error(`${method} ${path} asks for a role but its path has no :workspace`);
  const workspace = await requireMember(app, person.userId, params.workspace, access.role);
  requireOwnWorkspace(person, workspace);
  return workspace;
}

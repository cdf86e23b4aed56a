import { QuireError } from "@/lib/protocol/errors";
import type { TokenScope } from "@/lib/protocol/workspace";
import type { Principal } from "./principal";

/** `session`: only a person at a browser, whatever a token's scopes say (a token must not mint tokens or reset passwords). */
export type Need = TokenScope | "session";

const scopeRank: Record<TokenScope, number> = { read: 0, write: 1, manage: 2 };

/**
 * Throws FORBIDDEN when the principal is a token that lacks what is needed. Each scope contains the ones before it. The token of
 * a job's attempt opens only what is `forKernels`.
 */
export function requireScope(principal: Principal, need: Need, forKernels = false): void {
  if (principal.via === "attempt") {
    if (forKernels) return;
    throw new QuireError("FORBIDDEN", "A job may not do this: it can do what a kernel may ask for, and no more.");
  }
  if (principal.via === "session") return;
  if (need === "session") throw new QuireError("FORBIDDEN", "A token may not do this. Sign in with a browser.");
  if (!principal.scopes.some((scope) => scopeRank[scope] >= scopeRank[need]))
    throw new QuireError("FORBIDDEN", `This token lacks the scope "${need}". Make one that has it under Account.`);
}

export function requirePrincipal(principal: Principal | null): Principal {
  if (!principal) throw new QuireError("UNAUTHORIZED", "Sign in, or send a personal token as a Bearer header.");
  return principal;
}

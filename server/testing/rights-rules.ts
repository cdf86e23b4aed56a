import { type Role, roleRank, roleSchema } from "@/lib/protocol/workspace";
import type { Need } from "@/server/auth/scopes";

/**
 * What the walks of rights hold every door of the server to. A door that declares no rule fails; so does a new public one that is
 * not on the lists here, which are short enough to be read.
 */
export const publicProcedures = [
  "people.invites.accept",
  "people.invites.look",
  "people.me",
  "people.resets.look",
  "people.resets.use",
  "people.setup.complete",
  "people.setup.look",
];
export const publicRoutes = ["GET /healthz", "GET /readyz", "GET /types/:file", "GET /types/manifest.json"];
export const publicAuthRoutes = ["GET /get-session", "POST /sign-in/email", "POST /sign-out"];
/** Pages are shells without data. Only these kinds of file may lie in the app folder. */
export const shellFiles =
  /^(page|layout|loading|error|not-found|global-error|template|default)\.tsx$|^globals\.css$|^(icon|favicon|apple-icon)\.(svg|png|ico)$/;

/** Procedures in which a `name` says what is meant, except in those that make a new one. */
export const named = ["datasets", "models", "endpoints", "secrets"];
export const makers = [
  "secrets.set",
  "datasets.commit",
  "datasets.importFrom",
  "datasets.importUpload",
  "models.save",
  "models.upload",
];

/** Where a schema says only "text" and the procedure wants more. */
export const sampleTexts = { json: JSON.stringify({ kind: "truncated", reason: "a test" }) };

/** Ids that name nothing on the server by themselves: cells. */
export const madeUpByClients = ["cellId", "cellIds", "id"];

/** What a token's scopes do not suffice for. */
export const tooLittle: Record<Need, ("read" | "write" | "manage")[]> = {
  read: [],
  write: ["read"],
  manage: ["read", "write"],
  session: ["read", "write", "manage"],
};
export const rolesBelow = (role: Role) =>
  roleSchema.options.filter((candidate) => roleRank[candidate] < roleRank[role]);

/** Where a page of somebody else may lie. */
export const foreignSite = "https://evil.example";

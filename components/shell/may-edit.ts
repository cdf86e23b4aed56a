import type { Role } from "@/lib/protocol/workspace";

/** For what a page offers; what is allowed, the server decides. Apart from the schema of roles, which every page would load with it. */
export const mayEdit = (role: Role): boolean => role !== "viewer";

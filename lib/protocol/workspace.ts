import { z } from "zod";

export const roleSchema = z.enum(["viewer", "editor", "owner"]);
export type Role = z.infer<typeof roleSchema>;

/** Roles are a ladder: each may do all that the ones before it may. */
export const roleRank: Record<Role, number> = { viewer: 0, editor: 1, owner: 2 };

/** What a workspace's jobs may take together, and each by itself. */
export const jobCapsSchema = z.object({
  /** Jobs that run at once. */
  running: z.number().int().min(1).max(10_000).default(64),
  /** Of wall time, an attempt. */
  minutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(7 * 24 * 60),
});
export type JobCaps = z.infer<typeof jobCapsSchema>;

export const workspaceSettingsSchema = z.object({
  /** Hosts that cells may reach with `fetch`, as `https://host`; empty: none. `*` allows every host. */
  fetchHosts: z.array(z.string()).default([]),
  /** Packages of the npm registry that cells may import (`d3-array`, `@observablehq/*`); without it: any. */
  allowedPackages: z.array(z.string()).optional(),
  jobCaps: jobCapsSchema.optional(),
});
export type WorkspaceSettings = z.infer<typeof workspaceSettingsSchema>;

/** What a personal token may do: read only, all that the person may in a workspace, or also publish and manage people. */
export const tokenScopeSchema = z.enum(["read", "write", "manage"]);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

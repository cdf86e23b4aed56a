import type { KernelPlace } from "@/lib/kernel/sandbox/place";
import { signPolicy } from "@/server/sandbox/policy";
import { workspaceProcedure } from "@/server/trpc/init";

/** Where the page finds a kernel for this workspace, and what the kernel may do. */
export const place = workspaceProcedure("viewer").query(({ ctx }): KernelPlace => {
  const { env } = ctx.app;
  const { fetchHosts } = ctx.workspace.settings;
  const path = `/c/${signPolicy(env, fetchHosts)}/`;
  return {
    site: env.sandboxUrl === null ? null : `${env.sandboxUrl}${path}`,
    fallback: `/sandbox${path}`,
    fetchHosts,
    allowSoftwareAdapter: env.QUIRE_SOFTWARE_WEBGPU,
  };
});

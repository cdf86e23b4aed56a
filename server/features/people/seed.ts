import type { App } from "@/server/app";
import type { WorkspaceMembership } from "./membership";

/** Fills a workspace that was just made with the example notebooks and their data. */
export async function seedWorkspace(_app: App, _workspace: WorkspaceMembership, _userId: string): Promise<void> {}

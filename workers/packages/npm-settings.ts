import path from "node:path";
import Config from "@npmcli/config";
import type { BuildRequest } from "@/lib/packages/builder-protocol";
import npm from "@npmcli/config/lib/definitions/index.js";

export type NpmOptions = Readonly<Record<string, unknown>>;

/** The server's own npm settings: registry, scopes, credentials, proxy, certificates; from .npmrc and `npm_config_*`. */
export async function readNpmOptions(
  { settingsFolder, env }: Pick<BuildRequest, "settingsFolder" | "env">,
  folder: string,
): Promise<NpmOptions> {
  const config = new Config({ ...npm, npmPath: folder, argv: [], env, cwd: settingsFolder, warn: false });
  await config.load();
  return {
    ...config.flat,
    cache: path.join(folder, "cache"),
    timeout: 20_000,
    retry: { retries: 1, factor: 2, minTimeout: 500, maxTimeout: 2_000 },
    preferOnline: true,
    offline: false,
    preferOffline: false,
    // Code of packages never runs here, and nothing but the registry is asked.
    ignoreScripts: true,
    allowGit: "none",
    allowRemote: "none",
    allowFile: "none",
    allowDirectory: "none",
    audit: false,
    fund: false,
    global: false,
    location: "user",
    workspaces: undefined,
    before: null,
    // Packages that name another range of a common one are bundled with what the rest has.
    force: true,
    legacyPeerDeps: false,
    progress: false,
    packumentCache: new Map(),
  };
}

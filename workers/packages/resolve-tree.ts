import path from "node:path";
import { mkdir } from "node:fs/promises";
import { Arborist, type ArboristNode } from "@npmcli/arborist";
import { QuireError } from "@/lib/protocol/errors";
import type { LockedPackage } from "@/lib/packages/lock";
import { sharedModule } from "@/lib/packages/specifier";
import type { NpmOptions } from "./npm-settings";

export const MAX_PACKAGES = 500;

/** The packages that importing this one takes, the first of them itself. Only metadata is read. */
export async function resolveTree(
  folder: string,
  name: string,
  range: string,
  options: NpmOptions,
): Promise<LockedPackage[]> {
  await mkdir(folder, { recursive: true });
  const arborist = new Arborist({ ...options, path: folder });
  const root = await arborist.buildIdealTree({ add: [`${name}@${range}`] });
  const found = reachable(root);
  const own = path.posix.join("node_modules", name);
  const first = found.find(({ at }) => at === own);
  if (!first) throw new QuireError("NOT_FOUND", `The registry has no package "${name}" that fits "${range}".`);
  return [first, ...found.filter((one) => one !== first)];
}

/** What hangs on TensorFlow.js alone stays away with it; so do binaries for a platform. */
function reachable(root: ArboristNode): LockedPackage[] {
  const seen = new Set<ArboristNode>();
  const found: LockedPackage[] = [];
  const visit = (node: ArboristNode): void => {
    for (const { to } of node.edgesOut.values()) {
      if (!to || seen.has(to) || sharedModule.test(to.packageName ?? "")) continue;
      if (to.optional && (to.package.os || to.package.cpu)) continue;
      seen.add(to);
      found.push(toLocked(to));
      visit(to);
    }
  };
  visit(root);
  if (found.length > MAX_PACKAGES)
    throw new QuireError("TOO_LARGE", `It takes ${found.length} packages; cells can import at most ${MAX_PACKAGES}.`);
  return found;
}

function toLocked({ location, packageName, version, integrity }: ArboristNode): LockedPackage {
  if (!packageName || !integrity)
    throw new QuireError("UNPROCESSABLE", `The registry gives no checksum for "${packageName ?? location}".`);
  return { at: location, name: packageName, version, integrity };
}

import { isAllowed } from "@/lib/packages/allowed";
import type { BuildStep } from "@/lib/packages/builder-protocol";
import type { LockedPackage, PackageLock } from "@/lib/packages/lock";
import { type PackageRequest, parseSpecifier } from "@/lib/packages/specifier";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { grantBlob } from "@/server/blobs/grant";
import type { WorkspaceMembership } from "@/server/features/people/membership";
import type { PackageBuild } from "./package-builds";

export type PackageEvent = { type: "step"; step: BuildStep } | { type: "ready"; lock: PackageLock };

interface Wanted {
  specifier: string;
  /** Of the notebook's lock: exactly these, whatever the registry has today. */
  tree?: LockedPackage[];
}

/** What it is busy with until the package is there; then the lock that names its bytes, which the workspace may read from now on. */
export async function* loadPackage(
  app: App,
  workspace: WorkspaceMembership,
  { specifier, tree }: Wanted,
  signal: AbortSignal,
): AsyncGenerator<PackageEvent> {
  const request = parseSpecifier(specifier);
  if (!isAllowed(workspace.settings.allowedPackages, request.name))
    throw new QuireError(
      "FORBIDDEN",
      `This workspace lets cells import only packages on its list, and "${request.name}" is not on it. An owner can add it in the workspace's settings.`,
    );
  const steps = new Steps();
  const found = findOrBuild(app, specifier, request, tree, (step) => steps.push(step)).finally(() => steps.end());
  found.catch(() => undefined);
  signal.addEventListener("abort", () => steps.end(), { once: true });
  for await (const step of steps) yield { type: "step", step };
  if (signal.aborted) return;
  const build = await found;
  await grantBlob(app, workspace.id, { hash: build.bundleHash, size: build.bundleSize, contentType: "text/plain" });
  await grantBlob(app, workspace.id, { hash: build.typesHash, size: build.typesSize, contentType: "application/json" });
  yield { type: "ready", lock: toLock(build) };
}

async function findOrBuild(
  { packages, log }: App,
  specifier: string,
  request: PackageRequest,
  tree: LockedPackage[] | undefined,
  onStep: (step: BuildStep) => void,
): Promise<PackageBuild> {
  const locked = tree && (await packages.find(request, tree));
  if (locked) return locked;
  const known = await packages.last(specifier);
  // A version is published once: what it was made of before is what it is made of.
  if (!tree && known?.version === request.range) return known;
  try {
    return await packages.build(specifier, request, tree, onStep);
  } catch (error) {
    if (tree || !known || !(error instanceof QuireError) || error.code !== "UNAVAILABLE") throw error;
    log.warn({ err: error, specifier }, "registry out of reach: an earlier answer is used");
    return known;
  }
}

const toLock = ({ name, version, integrity, bundleHash, typesHash, tree }: PackageBuild): PackageLock => ({
  name,
  version,
  integrity,
  bundle: bundleHash,
  types: typesHash,
  tree,
});

/** The newest step, whenever somebody asks; those that nobody waited for are skipped. */
class Steps implements AsyncIterable<BuildStep> {
  #newest: BuildStep | undefined;
  #ended = false;
  #wake: () => void = () => undefined;

  push(step: BuildStep): void {
    this.#newest = step;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<BuildStep> {
    while (!this.#ended) {
      const step = this.#newest;
      this.#newest = undefined;
      if (step) yield step;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { desc, eq } from "drizzle-orm";
import type { Logger } from "pino";
import type { BuildStep } from "@/lib/packages/builder-protocol";
import type { LockedPackage } from "@/lib/packages/lock";
import type { PackageRequest } from "@/lib/packages/specifier";
import { QuireError } from "@/lib/protocol/errors";
import type { BlobStore } from "@/server/blobs/store";
import type { Database } from "@/server/db/database";
import { packageBuilds } from "@/server/db/schema/packages";
import { BuilderProcess, type Built } from "./builder-process";

export type PackageBuild = typeof packageBuilds.$inferSelect;

const AT_ONCE = 2;
const MAX_WAITING = 50;

interface Told {
  step: BuildStep;
  listeners: Set<(step: BuildStep) => void>;
}
interface Job extends Told {
  result: Promise<PackageBuild>;
}

interface Parts {
  db: Database;
  blobs: BlobStore;
  log: Logger;
  dataDir: string;
}

/** The builds of one server: what has been built, and what is being built. */
export class PackageBuilds {
  readonly #jobs = new Map<string, Job>();
  readonly #waiting: ((builder: BuilderProcess) => void)[] = [];
  readonly #builders: BuilderProcess[];
  /** Those that have nothing to do. */
  readonly #free: BuilderProcess[];

  constructor(private readonly parts: Parts) {
    this.#builders = Array.from({ length: AT_ONCE }, () => new BuilderProcess(parts.log));
    this.#free = [...this.#builders];
  }

  /** The build of exactly that tree, if its bytes are still there. */
  async find(request: PackageRequest, tree: readonly LockedPackage[]): Promise<PackageBuild | undefined> {
    const [row] = await this.parts.db
      .select()
      .from(packageBuilds)
      .where(eq(packageBuilds.id, buildId(request, tree)));
    return this.#whole(row);
  }

  /** The last build that the same words led to. */
  async last(specifier: string): Promise<PackageBuild | undefined> {
    const [row] = await this.parts.db
      .select()
      .from(packageBuilds)
      .where(eq(packageBuilds.specifier, specifier))
      .orderBy(desc(packageBuilds.createdAt))
      .limit(1);
    return this.#whole(row);
  }

  /** Those who want the same at once wait for the same build. */
  build(
    specifier: string,
    request: PackageRequest,
    tree: LockedPackage[] | undefined,
    onStep: (step: BuildStep) => void,
  ): Promise<PackageBuild> {
    const key = tree ? buildId(request, tree) : specifier;
    const job = this.#jobs.get(key) ?? this.#start(key, specifier, request, tree);
    onStep(job.step);
    job.listeners.add(onStep);
    return job.result.finally(() => job.listeners.delete(onStep));
  }

  async close(): Promise<void> {
    for (const builder of this.#builders) builder.close();
    await Promise.allSettled([...this.#jobs.values()].map(({ result }) => result));
  }

  #start(key: string, specifier: string, request: PackageRequest, tree: LockedPackage[] | undefined): Job {
    if (this.#waiting.length >= MAX_WAITING)
      throw new QuireError(
        "TOO_MANY_REQUESTS",
        "Many packages are being fetched at this moment. Try again in a minute.",
      );
    const told: Told = { step: { step: "resolve", done: 0, total: 0 }, listeners: new Set() };
    const result = this.#inTurn((builder) => this.#make(builder, told, specifier, request, tree));
    const job = Object.assign(told, { result: result.finally(() => this.#jobs.delete(key)) });
    this.#jobs.set(key, job);
    return job;
  }

  async #inTurn<T>(work: (builder: BuilderProcess) => Promise<T>): Promise<T> {
    const builder = this.#free.pop() ?? (await new Promise<BuilderProcess>((go) => this.#waiting.push(go)));
    try {
      return await work(builder);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(builder);
      else this.#free.push(builder);
    }
  }

  async #make(
    builder: BuilderProcess,
    told: Told,
    specifier: string,
    request: PackageRequest,
    tree: LockedPackage[] | undefined,
  ): Promise<PackageBuild> {
    const parent = path.join(this.parts.dataDir, "package-builds");
    await mkdir(parent, { recursive: true });
    const folder = await mkdtemp(path.join(parent, "b-"));
    try {
      const onStep = ({ step, done, total }: BuildStep) => {
        told.step = { step, done, total };
        for (const listener of told.listeners) listener(told.step);
      };
      const built = await builder.build({ folder, settingsFolder: process.cwd(), ...request, tree }, onStep);
      return await this.#keep(specifier, request, built);
    } finally {
      // What failed may still be writing for a moment.
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch((error: unknown) =>
        this.parts.log.warn({ err: error, folder }, "a folder of a package build was left behind"),
      );
    }
  }

  async #keep(specifier: string, request: PackageRequest, built: Built): Promise<PackageBuild> {
    const [bundle, types] = await Promise.all(
      [built.bundle, built.types].map((file) =>
        this.parts.blobs.put(createReadStream(file) as AsyncIterable<Uint8Array>),
      ),
    );
    if (!bundle || !types) throw new Error("a build without its files");
    const { version, integrity, tree } = built;
    const row = {
      id: buildId(request, tree),
      specifier,
      name: request.name,
      version,
      integrity,
      tree,
      bundleHash: bundle.hash,
      bundleSize: bundle.size,
      typesHash: types.hash,
      typesSize: types.size,
      createdAt: new Date(),
    };
    await this.parts.db.insert(packageBuilds).values(row).onConflictDoUpdate({ target: packageBuilds.id, set: row });
    return row;
  }

  async #whole(row: PackageBuild | undefined): Promise<PackageBuild | undefined> {
    if (!row) return undefined;
    const there = await Promise.all([row.bundleHash, row.typesHash].map((hash) => this.parts.blobs.has(hash)));
    return there.every(Boolean) ? row : undefined;
  }
}

/** Names what a build is made of: nobody can give a bundle another package's name. */
function buildId({ name, path: subpath }: PackageRequest, tree: readonly LockedPackage[]): string {
  const lines = tree.map(({ at, name: own, version, integrity }) => [at, own, version, integrity].join(" ")).sort();
  return createHash("sha256")
    .update([name, subpath, ...lines].join("\n"))
    .digest("hex");
}

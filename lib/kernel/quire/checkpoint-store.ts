import { z } from "zod";
import type { CheckpointPlace, KeepRule, KeptCheckpoint, Marks } from "@/lib/protocol/checkpoint";
import { QuireError } from "@/lib/protocol/errors";
import type { CellContext, KernelServices } from "../context";
import { decodeParts } from "../values/decode";
import { CannotTravel, encodeValue } from "../values/encode";
import { valueManifestSchema } from "../values/manifest";
import { PartReader } from "../values/parts";
import { sha256 } from "../values/sha256";

export interface CheckpointFacts {
  place: CheckpointPlace;
  epoch: number | null;
  metrics: Readonly<Record<string, number>>;
  marks: Marks;
  keep: KeepRule;
}

export interface FoundCheckpoint {
  value: unknown;
  about: KeptCheckpoint;
}

/** Keeps values of one kernel at its host, and finds them again. */
export class CheckpointStore {
  constructor(private readonly kernel: KernelServices) {}

  /** The value is read at once. Resolves when it is kept, whole; which it is not before all that was logged has been `sent`. */
  async keep(
    value: unknown,
    { place, epoch, metrics, marks, keep }: CheckpointFacts,
    sent: () => Promise<void>,
  ): Promise<void> {
    const context = this.kernel.current();
    const encoded = await encodeValue(value, this.kernel.loadedTf()).catch(inWords);
    const bytes = new TextEncoder().encode(JSON.stringify(encoded.manifest));
    const manifest = await sha256(bytes);
    const parts = new Map(encoded.parts).set(manifest, bytes);
    await Promise.all([this.#send(context, parts), sent()]);
    const finite = Object.entries(metrics).filter(([, metric]) => Number.isFinite(metric));
    const facts = {
      ...place,
      manifest,
      parts: [...parts.keys()],
      epoch,
      metrics: Object.fromEntries(finite),
      marks,
      keep,
    };
    await context.host.call("checkpoints.keep", facts, context.executionId);
  }

  /** Only what is not there yet. */
  async #send({ host, executionId }: CellContext, parts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<void> {
    const { missing } = await host.call("checkpoints.missing", { hashes: [...parts.keys()] }, executionId);
    for (const hash of missing) {
      const bytes = parts.get(hash);
      if (!bytes) continue;
      const stored = await host.call("checkpoints.put", { bytes }, executionId);
      if (stored.hash !== hash)
        throw new QuireError("UNPROCESSABLE", "checkpoint: the value holds a secret, and secrets are not kept.");
    }
  }

  /** The newest that is whole, or the best. One that is not whole is let go, and the cell says so. */
  async find(place: CheckpointPlace, best?: KeepRule["best"]): Promise<FoundCheckpoint | undefined> {
    const context = this.kernel.current();
    const { host, executionId } = context;
    const { found } = await host.call("checkpoints.find", place, executionId);
    for (const about of best ? byWorth(found, best) : found) {
      const read = (hash: string) => host.call("checkpoints.part", { hash }, executionId);
      const whole = await openWhole(about.manifest, read);
      if (whole) return { about, value: await this.#decode(context, whole) };
      await host.call("checkpoints.discard", { checkpointId: about.id }, executionId);
      warn(context, `A checkpoint${ofEpoch(about)} is damaged or cut short, so the one before it is used.`);
    }
    return undefined;
  }

  #decode(context: CellContext, { root, reader }: Whole): Promise<unknown> {
    const { kernel } = this;
    return decodeParts(root, reader, { tf: () => context.tf(), loadedTf: () => kernel.loadedTf(), seed: kernel.seed });
  }
}

/** By its place in what the cell gave, which is kept with more beside it. */
function inWords(error: unknown): never {
  if (!(error instanceof CannotTravel)) throw error;
  const { message } = new CannotTravel(error.path.replace(/^\.value/, ""), error.reason);
  throw new QuireError("UNPROCESSABLE", `checkpoint: ${message}`);
}

/** Of equally good ones the older first, as the server keeps them. */
const byWorth = (found: readonly KeptCheckpoint[], { metric, mode }: NonNullable<KeepRule["best"]>): KeptCheckpoint[] =>
  found
    .filter(({ metrics }) => metrics[metric] !== undefined)
    .reverse()
    .sort((a, b) => ((a.metrics[metric] ?? 0) - (b.metrics[metric] ?? 0)) * (mode === "min" ? 1 : -1));

interface Whole {
  root: unknown;
  reader: PartReader;
}

/** Undefined where a part is not there, or not what its name says. What cannot be reached now may be whole. */
async function openWhole(manifest: string, read: (hash: string) => Promise<Uint8Array>): Promise<Whole | undefined> {
  try {
    const bytes = new Uint8Array(await read(manifest));
    if ((await sha256(bytes)) !== manifest) return undefined;
    const { root, parts } = valueManifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return { root, reader: await PartReader.open(parts, read) };
  } catch (error) {
    const damaged =
      error instanceof QuireError ? ["NOT_FOUND", "UNPROCESSABLE"].includes(error.code) : isUnreadable(error);
    if (damaged) return undefined;
    throw error;
  }
}

const isUnreadable = (error: unknown): boolean => error instanceof SyntaxError || error instanceof z.ZodError;

const ofEpoch = ({ epoch }: KeptCheckpoint): string => (epoch === null ? "" : ` of epoch ${epoch}`);

export function warn(context: CellContext, text: string): void {
  context.emit({ kind: "console", level: "warn", bundles: [{ "text/plain": text }] });
}

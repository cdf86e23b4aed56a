import type { KeptCheckpoint, NewCheckpoint } from "@/lib/protocol/checkpoint";
import { QuireError } from "@/lib/protocol/errors";
import type { HostCallName, HostInput, HostOutput } from "@/lib/protocol/host";
import { sha256 } from "../values/sha256";

type Name = Extract<HostCallName, `checkpoints.${string}`>;
type Answers = { [N in Name]: (input: HostInput<N>) => HostOutput<N> | Promise<HostOutput<N>> };

/** A host's place for checkpoints without a server: for tests, and for the suite that every kernel passes. */
export class CheckpointsInMemory {
  readonly parts = new Map<string, Uint8Array<ArrayBuffer>>();
  kept: (NewCheckpoint & { id: string })[] = [];
  #count = 0;

  readonly answers: Answers = {
    "checkpoints.missing": ({ hashes }) => ({ missing: hashes.filter((hash) => !this.parts.has(hash)) }),
    "checkpoints.put": async ({ bytes }) => {
      const own = new Uint8Array(bytes);
      const hash = await sha256(own);
      this.parts.set(hash, own);
      return { hash };
    },
    "checkpoints.keep": (checkpoint) => {
      this.kept.push({ ...checkpoint, id: `checkpoint ${++this.#count}` });
      return null;
    },
    "checkpoints.find": ({ runId, name }) => ({
      found: this.kept
        .filter((one) => one.runId === runId && one.name === name)
        .map(({ id, manifest, epoch, metrics, marks }): KeptCheckpoint => ({
          id,
          manifest,
          epoch,
          metrics,
          marks,
          ageMs: 0,
        }))
        .reverse(),
    }),
    "checkpoints.part": ({ hash }) => {
      const bytes = this.parts.get(hash);
      if (!bytes) throw new QuireError("NOT_FOUND", "There is no such part.");
      return bytes;
    },
    "checkpoints.discard": ({ checkpointId }) => {
      this.kept = this.kept.filter(({ id }) => id !== checkpointId);
      return null;
    },
  };
}

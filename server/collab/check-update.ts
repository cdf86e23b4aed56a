import * as Y from "yjs";

/** A message that no honest client sends. Only its own socket is closed. */
export class MalformedMessage extends Error {}

/**
 * Reads an untrusted update without touching the document. Throws MalformedMessage when it cannot be decoded; answers
 * whether all that it builds on is known, so that it can be applied whole.
 */
export function isComplete(doc: Y.Doc, update: Uint8Array): boolean {
  const { structs, ds } = decode(update);
  const ends = new Map<number, number>();
  const endOf = (client: number) => ends.get(client) ?? Y.getState(doc.store, client);
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    const { client, clock } = struct.id;
    if (clock > endOf(client)) return false;
    ends.set(client, Math.max(endOf(client), clock + struct.length));
  }
  const known = (id: unknown) => !(id instanceof Y.ID) || id.clock < endOf(id.client);
  for (const struct of structs) {
    if (struct instanceof Y.Item && !(known(struct.origin) && known(struct.rightOrigin) && known(struct.parent))) return false;
  }
  for (const [client, ranges] of ds.clients) {
    if (ranges.some((range) => range.clock + range.len > endOf(client))) return false;
  }
  return true;
}

function decode(update: Uint8Array): ReturnType<typeof Y.decodeUpdate> {
  try {
    return Y.decodeUpdate(update);
  } catch (cause) {
    throw new MalformedMessage("an update that cannot be decoded", { cause });
  }
}

/** Bytes of updates that the document keeps aside because what they build on has not come yet. */
export const pendingBytes = ({ store }: Y.Doc): number =>
  (store.pendingStructs?.update.byteLength ?? 0) + (store.pendingDs?.byteLength ?? 0);

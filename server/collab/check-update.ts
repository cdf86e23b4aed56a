import * as Y from "yjs";

/** A message that no honest client sends. Only its own socket is closed. */
export class MalformedMessage extends Error {}

export type Decoded = ReturnType<typeof Y.decodeUpdate>;

/** What an update consists of: things written, and ranges deleted. */
export const piecesOf = ({ structs, ds }: Decoded): number =>
  [...ds.clients.values()].reduce((sum, ranges) => sum + ranges.length, structs.length);

/**
 * Looks at an untrusted update without touching the document. Throws MalformedMessage when it builds on what cannot be;
 * answers whether all that it builds on is known, so that it can be applied whole.
 */
export function isComplete(doc: Y.Doc, { structs, ds }: Decoded): boolean {
  for (const struct of structs) if (struct instanceof Y.Item) checkGround(doc, struct);
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
    if (struct instanceof Y.Item && !(known(struct.origin) && known(struct.rightOrigin) && known(struct.parent)))
      return false;
  }
  for (const [client, ranges] of ds.clients) {
    if (ranges.some((range) => range.clock + range.len > endOf(client))) return false;
  }
  return true;
}

/** A client writes only after what it has written before, and only into what holds something. */
function checkGround(doc: Y.Doc, { id, origin, rightOrigin, parent }: Y.Item): void {
  for (const ground of [origin, rightOrigin, parent])
    if (ground instanceof Y.ID && ground.client === id.client && ground.clock >= id.clock)
      throw new MalformedMessage("an update that builds on what comes after it");
  if (!(parent instanceof Y.ID) || parent.clock >= Y.getState(doc.store, parent.client)) return;
  const holder = Y.getItem(doc.store, parent);
  if (holder instanceof Y.Item && !(holder.content instanceof Y.ContentType || holder.deleted))
    throw new MalformedMessage("an update that writes into what holds nothing");
}

/** Throws MalformedMessage when it cannot be read. Time and memory grow with its length. */
export function decode(update: Uint8Array): Decoded {
  try {
    return Y.decodeUpdate(update);
  } catch (cause) {
    throw new MalformedMessage("an update that cannot be decoded", { cause });
  }
}

/** Bytes of updates that the document keeps aside because what they build on has not come yet. */
export const pendingBytes = ({ store }: Y.Doc): number =>
  (store.pendingStructs?.update.byteLength ?? 0) + (store.pendingDs?.byteLength ?? 0);

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import type * as Y from "yjs";
import { z } from "zod";
import { type Hello, MAX_AWARENESS_BYTES } from "@/lib/collab/protocol";
import { MalformedMessage } from "./check-update";

/** Who stands behind an awareness state, and under which Yjs client id. */
export interface PresenceOwner {
  user: Hello["user"];
  /** The one client id whose state this connection may set; null until its first message names it. */
  clientId: number | null;
}

interface Entry {
  clientId: number;
  clock: number;
  state: Record<string, unknown> | null;
}

const stateSchema = z.record(z.string(), z.unknown()).nullable();
const MAX_ENTRIES = 1000;

function readEntries(update: Uint8Array): Entry[] {
  try {
    const decoder = decoding.createDecoder(update);
    const count = decoding.readVarUint(decoder);
    if (count > MAX_ENTRIES) throw new Error("too many states");
    return Array.from({ length: count }, () => {
      const clientId = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const json = decoding.readVarString(decoder);
      if (json.length > MAX_AWARENESS_BYTES) throw new Error("a state too long");
      return { clientId, clock, state: stateSchema.parse(JSON.parse(json)) };
    });
  } catch (cause) {
    throw new MalformedMessage("an awareness message that cannot be decoded", { cause });
  }
}

function writeEntry({ clientId, clock, state }: Entry): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  });
}

/**
 * Who is here, and where. A connection may speak for one client id only, and whatever it says of its person is replaced by
 * what the server knows: nobody can show a cursor under another's name. States of others, which y-websocket's provider
 * echoes, are passed over.
 */
export class Presence {
  readonly #awareness: Awareness;
  readonly #owners = new Map<number, PresenceOwner>();

  /** `changed` is called with the message body that tells everyone of a change. */
  constructor(doc: Y.Doc, changed: (update: Uint8Array) => void) {
    this.#awareness = new Awareness(doc);
    this.#awareness.setLocalState(null);
    this.#awareness.on("update", (change: Record<"added" | "updated" | "removed", number[]>) => {
      const clients = [...change.added, ...change.updated, ...change.removed];
      changed(encodeAwarenessUpdate(this.#awareness, clients));
    });
  }

  receive(owner: PresenceOwner, update: Uint8Array): void {
    for (const entry of readEntries(update)) {
      if (!this.#mayspeak(owner, entry.clientId)) continue;
      const state = entry.state && { ...entry.state, user: owner.user };
      applyAwarenessUpdate(this.#awareness, writeEntry({ ...entry, state }), owner);
    }
  }

  /** The same person's newer connection takes a client id over: the old socket may be dead and not know it yet. */
  #mayspeak(owner: PresenceOwner, clientId: number): boolean {
    owner.clientId ??= clientId;
    if (owner.clientId !== clientId) return false;
    const holder = this.#owners.get(clientId);
    if (holder && holder !== owner && holder.user.id !== owner.user.id) return false;
    this.#owners.set(clientId, owner);
    return true;
  }

  leave(owner: PresenceOwner): void {
    const { clientId } = owner;
    if (clientId === null || this.#owners.get(clientId) !== owner) return;
    this.#owners.delete(clientId);
    removeAwarenessStates(this.#awareness, [clientId], owner);
  }

  /** All states, for one who has just come; null when nobody shows any. */
  everyone(): Uint8Array | null {
    const clients = [...this.#awareness.getStates().keys()];
    return clients.length > 0 ? encodeAwarenessUpdate(this.#awareness, clients) : null;
  }

  destroy(): void {
    this.#awareness.destroy();
  }
}

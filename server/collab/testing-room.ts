import pino from "pino";
import * as Y from "yjs";
import { messageTypes, syncTypes } from "@/lib/collab/protocol";
import { insertCell } from "@/lib/notebook/edit";
import type { RoomLimits } from "./room";
import { Rooms } from "./rooms";
import { helloFor, MemoryLog, RecordingPeer, syncMessage } from "./testing";

export const log = pino({ level: "silent" });
/** A room of its own, with its log. */
export async function openRoom(limits: Partial<RoomLimits> = {}, store = new MemoryLog()) {
  const rooms = new Rooms({ store, log, limits: { retryDelays: [0, 0], ...limits }, idleMs: 0 });
  const { room, release } = await rooms.acquire("n");
  const join = (name: string, readOnly = false) => {
    const peer = new RecordingPeer(helloFor(name, readOnly));
    room.join(peer);
    return peer;
  };
  return { store, rooms, room, release, join };
}

/** An author's document: each edit gives the update that an editor would send. */
export class Author {
  readonly doc = new Y.Doc();
  edit(change: (doc: Y.Doc) => void): Uint8Array {
    const before = Y.encodeStateVector(this.doc);
    this.doc.transact(() => change(this.doc));
    return Y.encodeStateAsUpdate(this.doc, before);
  }
  add(id: string): Uint8Array {
    return this.edit((doc) => insertCell(doc, "end", { id, type: "ts", source: id }));
  }
}

/** As a client sends it. */
export const update = (bytes: Uint8Array) => syncMessage(syncTypes.update, bytes);
export const updatesTo = (peer: RecordingPeer) =>
  peer.sent.filter((message) => message[0] === messageTypes.sync && message[1] === syncTypes.update).length;

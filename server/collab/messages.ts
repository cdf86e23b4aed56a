import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { type Hello, messageTypes, type Storage, syncTypes } from "@/lib/collab/protocol";
import { MalformedMessage } from "./check-update";

/** What a client may send, parsed once. Bytes are views of the message. */
export type ClientMessage =
  | { type: "step1"; stateVector: Uint8Array }
  | { type: "update"; update: Uint8Array }
  | { type: "awareness"; update: Uint8Array }
  | { type: "queryAwareness" };

/** `message` must own its whole ArrayBuffer: what is decoded from it may reach past a view of a larger one. */
export function readMessage(message: Uint8Array): ClientMessage {
  try {
    const decoder = decoding.createDecoder(message);
    const type = decoding.readVarUint(decoder);
    if (type === messageTypes.queryAwareness) return { type: "queryAwareness" };
    if (type === messageTypes.awareness) return { type: "awareness", update: decoding.readVarUint8Array(decoder) };
    if (type === messageTypes.sync) {
      const kind = decoding.readVarUint(decoder);
      const bytes = decoding.readVarUint8Array(decoder);
      if (kind === syncTypes.step1) return { type: "step1", stateVector: bytes };
      if (kind === syncTypes.step2 || kind === syncTypes.update) return { type: "update", update: bytes };
    }
  } catch (cause) {
    throw new MalformedMessage("a message that cannot be decoded", { cause });
  }
  throw new MalformedMessage("a message of an unknown type");
}

function write(type: number, body: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type);
    body(encoder);
  });
}

const writeSync = (kind: number, bytes: Uint8Array) =>
  write(messageTypes.sync, (encoder) => {
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, bytes);
  });

export const step1Message = (stateVector: Uint8Array) => writeSync(syncTypes.step1, stateVector);
export const step2Message = (update: Uint8Array) => writeSync(syncTypes.step2, update);
export const updateMessage = (update: Uint8Array) => writeSync(syncTypes.update, update);
export const awarenessMessage = (update: Uint8Array) =>
  write(messageTypes.awareness, (encoder) => encoding.writeVarUint8Array(encoder, update));
export const savedMessage = (count: number) =>
  write(messageTypes.saved, (encoder) => encoding.writeVarUint(encoder, count));
export const helloMessage = (hello: Hello) =>
  write(messageTypes.hello, (encoder) => encoding.writeVarString(encoder, JSON.stringify(hello)));
export const storageMessage = (storage: Storage) =>
  write(messageTypes.storage, (encoder) => encoding.writeVarString(encoder, JSON.stringify(storage)));

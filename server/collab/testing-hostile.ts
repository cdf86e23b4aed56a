import * as encoding from "lib0/encoding";
import * as Y from "yjs";

/** For tests: updates that no editor makes, each as small as it can be for what it costs. */

/** A text of so many letters in one piece, which the others build on. */
export function longText(length: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.getText("hostile").insert(0, "r".repeat(length));
  return Y.encodeStateAsUpdate(doc);
}

const IS_STRING = 4;
const HAS_RIGHT_ORIGIN = 64;

/** Letters of as many clients, all begun at the same place and each ended at another: each must be compared with all before it. */
export const conflictingSiblings = (count: number): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, count);
    for (let i = count - 1; i >= 0; i--) {
      const oneStruct = [1, 10 + i, 0];
      for (const part of oneStruct) encoding.writeVarUint(encoder, part);
      encoding.writeUint8(encoder, IS_STRING | HAS_RIGHT_ORIGIN);
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarUint(encoder, i);
      encoding.writeVarString(encoder, "x");
    }
    encoding.writeVarUint(encoder, 0);
  });

/** Every other letter deleted: each splits the text, whose pieces lie in one list. */
export const everyOtherDeleted = (length: number): Uint8Array =>
  encoding.encode((encoder) => {
    for (const part of [0, 1, 1, length / 2]) encoding.writeVarUint(encoder, part);
    for (let at = 0; at < length; at += 2) {
      encoding.writeVarUint(encoder, at);
      encoding.writeVarUint(encoder, 1);
    }
  });

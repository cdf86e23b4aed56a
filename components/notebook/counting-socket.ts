import * as decoding from "lib0/decoding";
import { messageTypes, syncTypes } from "@/lib/collab/protocol";

/** What is asked of each message before it leaves. */
export interface SendWatcher {
  /** An update (or the answer to the server's first question) goes out on the current socket. */
  onUpdateSent(isAnswer: boolean): void;
  /** A new socket is made: counting begins anew. */
  onSocketMade(): void;
  /** Whether an awareness message about these Yjs clients should be sent. */
  wantsAwareness(clientIds: readonly number[]): boolean;
}

type Outgoing = { kind: "update"; isAnswer: boolean } | { kind: "awareness"; clientIds: number[] } | { kind: "other" };

function readOutgoing(message: Uint8Array): Outgoing {
  const decoder = decoding.createDecoder(message);
  const type = decoding.readVarUint(decoder);
  if (type === messageTypes.sync) {
    const kind = decoding.readVarUint(decoder);
    return kind === syncTypes.step1 ? { kind: "other" } : { kind: "update", isAnswer: kind === syncTypes.step2 };
  }
  if (type !== messageTypes.awareness) return { kind: "other" };
  const body = decoding.createDecoder(decoding.readVarUint8Array(decoder));
  const clientIds = Array.from({ length: decoding.readVarUint(body) }, () => {
    const id = decoding.readVarUint(body);
    decoding.readVarUint(body);
    decoding.readVarString(body);
    return id;
  });
  return { kind: "awareness", clientIds };
}

/**
 * A WebSocket class for y-websocket's provider that counts the updates which really leave on each socket: the server's
 * `saved` messages say how many of them are committed. It also keeps back the provider's echoes of other people's
 * awareness, which the server would pass over.
 */
export function countingSocket(base: typeof WebSocket, watcher: SendWatcher): typeof WebSocket {
  return class extends base {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      watcher.onSocketMade();
    }

    override send(data: string | Blob | BufferSource): void {
      if (data instanceof Uint8Array) {
        const outgoing = readOutgoing(data);
        if (outgoing.kind === "awareness" && !watcher.wantsAwareness(outgoing.clientIds)) return;
        if (outgoing.kind === "update") watcher.onUpdateSent(outgoing.isAnswer);
      }
      super.send(data);
    }
  };
}

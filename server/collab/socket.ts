import type { RawData, WebSocket } from "ws";
import { closeCodes, type Hello, MAX_MESSAGE_BYTES } from "@/lib/collab/protocol";
import { personColor } from "@/lib/collab/color";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { type NotebookAccess, requireNotebookRole } from "@/server/features/notebooks/access";
import { onMembershipChanged } from "@/server/features/people/membership-events";
import { closeCodeOf, type SocketRoute } from "@/server/socket-route";
import type { Peer, Room } from "./room";

/** A client that does not read is dropped when so much waits for it; it comes back and gets the state anew. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
const PING_MS = 20_000;

class SocketPeer implements Peer {
  constructor(
    readonly ws: WebSocket,
    readonly hello: Hello,
  ) {}

  send(message: Uint8Array): void {
    if (this.ws.readyState !== this.ws.OPEN) return;
    if (this.ws.bufferedAmount > MAX_BUFFERED_BYTES) return this.ws.terminate();
    this.ws.send(message);
  }

  close(code: number, reason: string): void {
    closeSocket(this.ws, code, reason);
  }

  pause(): void {
    this.ws.pause();
  }

  resume(): void {
    this.ws.resume();
  }
}

/** Closes as the protocol wants; a client that does not answer is cut off. */
function closeSocket(ws: WebSocket, code: number, reason: string): void {
  ws.close(code, reason);
  // The client's answer to that must be read.
  ws.resume();
  setTimeout(() => ws.terminate(), 5_000).unref();
}

/** Its own bytes: `ws` hands out views of a shared buffer, and a crafted length could read a neighbour's message out of it. */
function ownBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  return new Uint8Array(data instanceof ArrayBuffer ? data.slice(0) : data);
}

const helloOf = ({ userId, name }: Principal, notebook: NotebookAccess): Hello => ({
  historyId: notebook.historyId,
  readOnly: notebook.role === "viewer",
  user: { id: userId, name, color: personColor(userId) },
});

/** Ends a socket whose other side is gone without a word. */
function keepAlive(ws: WebSocket): () => void {
  let answered = true;
  ws.on("pong", () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return ws.terminate();
    answered = false;
    ws.ping();
  }, PING_MS);
  return () => clearInterval(timer);
}

/** A change of the person's rights ends the socket: the next connection gets the rights of that moment. */
function closeOnChangedRights(app: App, ws: WebSocket, userId: string, workspaceId: string): () => void {
  return onMembershipChanged(app, (change) => {
    if (change.userId !== userId) return;
    if (change.type === "role" && change.workspaceId !== workspaceId) return;
    closeSocket(ws, closeCodes.rightsChanged, "Your rights changed. Reconnecting.");
  });
}

interface Visit {
  app: App;
  ws: WebSocket;
  principal: Principal;
  notebook: NotebookAccess;
  history: string | null;
}

/** Messages that come while the room loads wait in order; the socket is paused, so they are few. */
function connect(visit: Visit): void {
  const { app, ws, principal, notebook } = visit;
  const waiting: Uint8Array[] = [];
  let deliver = (message: Uint8Array): void => void waiting.push(message);
  ws.on("message", (data: RawData, isBinary: boolean) => {
    if (!isBinary) return closeSocket(ws, closeCodes.malformed, "Messages here are binary.");
    deliver(ownBytes(data));
  });
  ws.on("error", (error) =>
    app.log.info({ notebookId: notebook.id, reason: error.message }, "collaboration socket failed"),
  );
  const stops = [keepAlive(ws), closeOnChangedRights(app, ws, principal.userId, notebook.workspaceId)];
  ws.once("close", () => stops.forEach((stop) => stop()));
  ws.pause();
  enter(visit)
    .then((receive) => {
      if (!receive) return;
      for (const message of waiting.splice(0)) receive(message);
      deliver = receive;
    })
    .catch((error: unknown) => {
      app.log.warn({ notebookId: notebook.id, err: error }, "collaboration socket refused");
      const { code, reason } = closeCodeOf(error);
      closeSocket(ws, code, reason);
    });
}

/** Rights and history are looked up again now that changes of them are heard: between the upgrade and here they may have changed. */
async function enter({
  app,
  ws,
  principal,
  notebook: { id },
  history,
}: Visit): Promise<((message: Uint8Array) => void) | null> {
  const notebook = await requireNotebookRole(app, principal, id, "viewer");
  if (history !== notebook.historyId) {
    closeSocket(ws, closeCodes.otherHistory, "The notebook was replaced by another history.");
    return null;
  }
  const { room, release } = await app.rooms.acquire(id);
  if (ws.readyState !== ws.OPEN) {
    release();
    return null;
  }
  // From here on the room says when to read.
  ws.resume();
  return join(room, new SocketPeer(ws, helloOf(principal, notebook)), release);
}

function join(room: Room, peer: SocketPeer, release: () => void): (message: Uint8Array) => void {
  peer.ws.once("close", () => {
    room.leave(peer);
    release();
  });
  room.join(peer);
  return (message) => room.receive(peer, message);
}

/**
 * A notebook's shared document, in y-websocket's protocol with two messages of ours (lib/collab/protocol.ts).
 * `?history=` names the history that the client's document belongs to.
 */
export const collabSocket: SocketRoute = {
  path: "/sockets/collab/:notebookId",
  access: { kind: "notebook", role: "viewer" },
  maxPayload: MAX_MESSAGE_BYTES,
  handle: (ws, { app, principal, notebook, query }) => {
    if (!principal || !notebook) throw new Error("the collaboration socket needs a person and a notebook");
    connect({ app, ws, principal, notebook, history: query.get("history") });
  },
};

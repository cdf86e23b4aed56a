import { WebSocket } from "ws";
import { createToken } from "@/server/features/people/tokens";
import type { TestPerson } from "@/server/testing/test-app";
import type { TestServer } from "@/server/testing/test-server";

/** A WebSocket class that signs in as that person, as a program with a personal token does. */
export async function socketOf(
  server: TestServer,
  person: TestPerson,
  scopes: ("read" | "write")[] = ["write"],
): Promise<typeof globalThis.WebSocket> {
  const { token } = await createToken(server.app, person.userId, { name: "test", scopes, days: null });
  const signedIn = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } });
    }
  };
  // `ws` has the browser's interface, but for types that Node does not know.
  return signedIn as unknown as typeof globalThis.WebSocket;
}

export const collabUrl = (server: { url: string }) => `${server.url.replace("http", "ws")}/sockets/collab`;

export interface Closed {
  code: number;
  reason: string;
}

/** Resolves when the socket is closed. */
export const closedOf = (socket: globalThis.WebSocket): Promise<Closed> =>
  new Promise((resolve) => {
    socket.onerror = () => undefined;
    socket.onclose = ({ code, reason }) => resolve({ code, reason });
  });

export const openOf = (socket: globalThis.WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error("the socket did not open"));
  });

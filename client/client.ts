import {
  createTRPCClient,
  createWSClient,
  httpBatchLink,
  httpLink,
  splitLink,
  type TRPCClient,
  type TRPCLink,
  wsLink,
} from "@trpc/client";
import superjson from "superjson";
import { WebSocket } from "ws";
import type { AppRouter } from "@/server/trpc/root";

export type QuireClient = TRPCClient<AppRouter>;

interface Options {
  /** The address of the server, such as http://localhost:3000. */
  url: string;
  /** A personal token, made under Account. */
  token: string;
  /** A call that is not answered within so long fails. Without it a network that swallows everything is noticed after minutes. */
  answerMs?: number;
}

const JUST_AFTER_MS = 50;

function fetchWithin(answerMs: number): typeof fetch {
  return async (input, init) => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error("The server has not answered in time.")), answerMs);
    try {
      return await fetch(input, {
        ...init,
        signal: init?.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal,
      });
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Whoever waits long for its answer goes alone: the others of its batch would wait as long. */
function overHttp(base: string, headers: Record<string, string>, answerMs?: number): TRPCLink<AppRouter> {
  const within = answerMs === undefined ? {} : { fetch: fetchWithin(answerMs) };
  const http = { url: `${base}/trpc`, headers, transformer: superjson, ...within };
  return splitLink({
    condition: ({ context }) => context.alone === true,
    true: httpLink(http),
    false: httpBatchLink({ ...http, maxURLLength: 4000 }),
  });
}

/** Opens with the first subscription and closes after the last, so that a script ends by itself. */
function overSocket(base: string, headers: Record<string, string>): TRPCLink<AppRouter> {
  class SocketWithToken extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers });
    }
  }
  const client = createWSClient({
    url: `${base.replace(/^http/, "ws")}/sockets/trpc`,
    // ws speaks the browser's interface; only its event classes differ in type.
    WebSocket: SocketWithToken as unknown as typeof globalThis.WebSocket,
    lazy: { enabled: true, closeMs: JUST_AFTER_MS },
  });
  return wsLink({ client, transformer: superjson });
}

/**
 * Everything that the interface does, for scripts: `await quire.runs.list.query({ workspace: "vision-team" })`. Inputs and
 * answers are typed; a refusal is a TRPCClientError whose message says what to do.
 */
export function createQuireClient({ url, token, answerMs }: Options): QuireClient {
  const base = url.replace(/\/+$/, "");
  const headers = { authorization: `Bearer ${token}` };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: overSocket(base, headers),
        false: overHttp(base, headers, answerMs),
      }),
    ],
  });
}

import {
  createTRPCClient,
  createWSClient,
  httpBatchLink,
  splitLink,
  type TRPCClient,
  type TRPCLink,
  wsLink,
} from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "@/server/trpc/root";

export type Api = TRPCClient<AppRouter>;

const overHttp = (): TRPCLink<AppRouter> => httpBatchLink({ url: "/trpc", transformer: superjson, maxURLLength: 4000 });

/** One socket for all subscriptions; it opens with the first and closes a while after the last. */
function overSocket(): TRPCLink<AppRouter> {
  const url = () => `${location.origin.replace(/^http/, "ws")}/sockets/trpc`;
  const client = createWSClient({ url, lazy: { enabled: true, closeMs: 10_000 }, keepAlive: { enabled: true } });
  return wsLink({ client, transformer: superjson });
}

/** Queries and mutations over HTTP, subscriptions over the socket. While a page's frame is drawn on the server nothing is asked. */
export function makeApi(): Api {
  if (typeof window === "undefined") return createTRPCClient<AppRouter>({ links: [overHttp()] });
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({ condition: (operation) => operation.type === "subscription", true: overSocket(), false: overHttp() }),
    ],
  });
}

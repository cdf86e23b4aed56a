import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient, type TRPCLink } from "@trpc/client";
// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- the library's, not our server's: links are made of it
import { observable, type Unsubscribable } from "@trpc/server/observable";
import superjson from "superjson";
import type { AppRouter } from "@/server/trpc/root";

export type Api = TRPCClient<AppRouter>;

const http = { url: "/trpc", transformer: superjson };

/** Whoever waits long for its answer goes alone: the others of its batch would wait as long. */
const overHttp = (): TRPCLink<AppRouter> =>
  splitLink({
    condition: ({ context }) => context.alone === true,
    true: httpLink(http),
    false: httpBatchLink({ ...http, maxURLLength: 4000 }),
  });

/** The socket's code comes with the first subscription: pages that only list have none. */
const overSocket = (): TRPCLink<AppRouter> => (runtime) => {
  let operate: Promise<ReturnType<TRPCLink<AppRouter>>> | null = null;
  return (operation) =>
    observable((observer) => {
      let running: Unsubscribable | null = null;
      let ended = false;
      operate ??= import("./socket-link").then(({ socketLink }) => socketLink()(runtime));
      void operate.then((link) => {
        if (!ended) running = link(operation).subscribe(observer);
      });
      return () => {
        ended = true;
        running?.unsubscribe();
      };
    });
};

/** Queries and mutations over HTTP, subscriptions over the socket. While a page's frame is drawn on the server nothing is asked. */
export function makeApi(): Api {
  if (typeof window === "undefined") return createTRPCClient<AppRouter>({ links: [overHttp()] });
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({ condition: (operation) => operation.type === "subscription", true: overSocket(), false: overHttp() }),
    ],
  });
}

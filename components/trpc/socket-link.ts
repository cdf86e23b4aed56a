import { createWSClient, type TRPCLink, wsLink } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "@/server/trpc/root";

/** One socket for all subscriptions; it opens with the first and closes a while after the last. */
export function socketLink(): TRPCLink<AppRouter> {
  const url = () => `${location.origin.replace(/^http/, "ws")}/sockets/trpc`;
  const client = createWSClient({ url, lazy: { enabled: true, closeMs: 10_000 }, keepAlive: { enabled: true } });
  return wsLink({ client, transformer: superjson });
}

import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import ipaddr from "ipaddr.js";
import type { Network, Resolve } from "./addresses";

/** In the tests 127.0.0.1 stands for the internet, and 127.0.0.2 for a machine within the server's own network. */
export const internet: Network[] = [ipaddr.parseCIDR("127.0.0.1/32")];
export const INSIDE = "127.0.0.2";

export interface LocalServer {
  port: number;
  /** By the address it listens at. */
  url: string;
  /** Paths that were asked for, with what was sent along. */
  asked: { path: string; authorization?: string }[];
  close(): Promise<void>;
}

export async function localServer(answer: RequestListener, host = "127.0.0.1", port = 0): Promise<LocalServer> {
  const asked: LocalServer["asked"] = [];
  const server = createServer((req, res) => {
    asked.push({ path: req.url ?? "", authorization: req.headers.authorization });
    answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const { port: taken } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: taken, url: `http://${host}:${taken}`, asked, close };
}

/** Names that mean what the test says; each question takes the next of its answers, and the last for ever. */
export function namesOf(names: Record<string, string[][]>): { resolve: Resolve; questions: string[] } {
  const questions: string[] = [];
  const resolve: Resolve = (host, _, done) => {
    questions.push(host);
    const answers = names[host] ?? [];
    const found = answers.length > 1 ? answers.shift() : answers[0];
    if (!found) return done(Object.assign(new Error(`no ${host}`), { code: "ENOTFOUND" }), []);
    done(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { resolve, questions };
}

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Two ends of one connection. */
type Pair = readonly [Socket, Socket];

/** The way to a server on this machine, which can be cut and healed. */
export class Network {
  #isSilent = false;
  #isBroken = false;
  /** Connections that could not be opened since it was healed last. */
  refused = 0;
  readonly #pairs = new Set<Pair>();

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  static async to(port: number): Promise<Network> {
    const server = createServer();
    const network = new Network(server, port);
    server.on("connection", (socket) => network.#accept(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return network;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("The network has no port.");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Nothing arrives any more, and nobody is told. */
  swallow(): void {
    this.#isSilent = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** What is open breaks, and nothing new can be opened. */
  break(): void {
    this.#isBroken = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  /** New connections work. Those from before stay silent for ever, as behind a router that has forgotten them. */
  heal(): void {
    this.#isSilent = false;
    this.#isBroken = false;
    this.refused = 0;
  }

  async close(): Promise<void> {
    this.break();
    this.server.close();
    await once(this.server, "close");
  }

  #accept(near: Socket): void {
    if (this.#isBroken) {
      this.refused++;
      return void near.destroy();
    }
    const far = connect(this.port, "127.0.0.1");
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on("data", (data) => to.write(data));
      from.on("error", () => from.destroy());
      from.on("close", () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      if (this.#isSilent) from.pause();
    }
  }
}

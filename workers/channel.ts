import type { Socket } from "node:net";
import { BadMessage, encode, MessageReader } from "./channel-codec";

/** Where a kernel's process finds its end of the pipe. */
export const KERNEL_FD = 3;

/**
 * Messages over a pipe, the same at both ends. Node's own channel of `fork` will not do: whoever holds the other end can
 * end this process with a few bytes (its internal messages are asserted, not checked), and fill its memory.
 */
export class Channel {
  constructor(private readonly socket: Socket) {}

  /** `more`: another follows in the same turn as a rule, and both may go in one piece. */
  send(message: unknown, more = false): void {
    if (!this.socket.writable) return;
    if (more) {
      this.socket.cork();
      process.nextTick(() => this.socket.uncork());
    }
    this.socket.write(encode(message));
  }

  /** `ended`: with what made the stream unusable, or without where the other end is closed. Nothing is received after it. */
  listen(receive: (message: unknown) => void, ended: (error?: BadMessage) => void): void {
    const reader = new MessageReader();
    this.socket.on("data", (chunk: Buffer) => {
      reader.push(chunk);
      try {
        for (let next = reader.next(); next && !this.socket.destroyed; next = reader.next()) receive(next.message);
      } catch (error) {
        if (!(error instanceof BadMessage)) throw error;
        this.socket.destroy();
        ended(error);
      }
    });
    // What happens to the other process is told by its end.
    this.socket.on("error", () => undefined);
    this.socket.on("close", () => ended());
  }

  close(): void {
    this.socket.destroy();
  }
}

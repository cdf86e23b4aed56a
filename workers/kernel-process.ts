import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { Socket } from "node:net";
import type { KernelTransport } from "@/lib/kernel/driver";
import type { ToKernel } from "@/lib/protocol/kernel";
import { Channel, KERNEL_FD } from "./channel";

/** A process ends and its pipe closes at about the same time; which of both is seen first is chance. */
const TOGETHER_MS = 1_000;

/** A kernel at the other end of a pipe: `child` was spawned with "pipe" at KERNEL_FD. Why it has ended is said once, in words. */
export class KernelProcess implements KernelTransport {
  readonly #channel: Channel;
  #receive: (message: unknown) => void = () => undefined;
  #ended: (reason: string, tookTooMuch?: boolean) => void = () => undefined;
  #over = false;
  #exit: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  #isClosed = false;
  #lastWords = "";

  constructor(
    private readonly child: ChildProcess,
    /** Puts an end into other words than the usual, where more is known. */
    private readonly explain: (lastWords: string) => string | undefined = () => undefined,
  ) {
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-2000);
    });
    child.on("error", (error) => this.end(`The kernel could not be started: ${error.message}`));
    child.on("exit", (code, signal) => this.#settle(() => (this.#exit = { code, signal })));
    const pipe = child.stdio[KERNEL_FD];
    // Absent where the process could not be started, which the event tells.
    this.#channel = new Channel(pipe instanceof Socket ? pipe : new Socket());
    this.#channel.listen(
      (message) => this.#over || this.#receive(message),
      (error) =>
        error
          ? this.end(`The kernel was ended: it sent what is no message of a kernel. ${error.message}`)
          : this.#settle(() => (this.#isClosed = true)),
    );
  }

  send(message: ToKernel): void {
    if (!this.#over) this.#channel.send(message);
  }

  onMessage(receive: (message: unknown) => void): void {
    this.#receive = receive;
  }

  onEnd(ended: (reason: string, tookTooMuch?: boolean) => void): void {
    this.#ended = ended;
  }

  /** Ends the kernel, and tells its driver why. */
  end(reason: string, tookTooMuch = false): void {
    if (this.#over) return;
    this.terminate();
    this.#ended(reason, tookTooMuch);
  }

  terminate(): void {
    this.#over = true;
    this.#channel.close();
    this.child.kill("SIGKILL");
  }

  #settle(note: () => void): void {
    const isFirst = !this.#exit && !this.#isClosed;
    note();
    const end = () => this.end(this.#reason(), this.#isOutOfMemory);
    if (this.#exit && this.#isClosed) end();
    else if (isFirst) setTimeout(end, TOGETHER_MS).unref();
  }

  get #isOutOfMemory(): boolean {
    return /heap out of memory|allocation failed/i.test(this.#lastWords);
  }

  #reason(): string {
    if (!this.#exit) return "The kernel was ended: it had closed its connection.";
    const words = this.explain(this.#lastWords);
    if (words) return words;
    if (this.#isOutOfMemory) return "The kernel ran out of memory.";
    const error = this.#lastWords.split("\n").find((line) => /error/i.test(line)) ?? "";
    return `The kernel ended by itself (${this.#exit.signal ?? codeInWords(this.#exit.code)}). ${error}`.trim();
  }
}

/** Programs that start others (bubblewrap, a shell) say so which signal ended those. */
function codeInWords(code: number | null): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number + 128 === code);
  return signal ? signal[0] : `exit code ${code}`;
}

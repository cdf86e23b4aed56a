import { type EndStatus, type Message, SendQueue } from "@/lib/execution/send-queue";
import { Pause } from "@/lib/pause";
import type { Device } from "@/lib/protocol/device";
import type { OutputChunk } from "@/lib/protocol/output";
import type { ExecutionTransport } from "./execution-transport";

export interface SendingState {
  /** Results made here are still on their way to the server. */
  sending: boolean;
  /** Why the last try failed; the same is tried again until it works. */
  trouble: string | null;
}

interface Options {
  transport: ExecutionTransport;
  /** How long outputs gather before they are sent. */
  gatherMs?: number;
  /** Longest pause before a failed message is sent again. */
  maxRetryMs?: number;
  onState: (state: SendingState) => void;
  /** The server will never take this execution, or (`partly`) not all of its outputs. */
  onUnrecorded: (executionId: string, reason: string, partly: boolean) => void;
}

const unknownDevice: Device = { kind: "browser", backend: "cpu", adapter: "unknown" };

/** Sends what this page's kernel does to the server: in order, one message at a time, again until it is stored or refused. */
export class ExecutionSender {
  readonly #queue = new SendQueue();
  #device = unknownDevice;
  #session: { id: string; release: () => void } | null = null;
  #sending: Promise<void> | null = null;
  #stopped = false;
  readonly #pause = new Pause();

  constructor(readonly options: Options) {}

  get device(): Device {
    return this.#device;
  }

  /** What the executions of this kernel are recorded in; null before the first. */
  get sessionId(): string | null {
    return this.#session?.id ?? null;
  }

  /** A kernel has started: what it runs belongs to a session of its own, opened with its first execution. */
  startSession(device: Device): void {
    this.endSession();
    this.#device = device;
  }

  /** The kernel is gone; the server ends the session, and what still ran in it, by itself. */
  endSession(): void {
    this.#session?.release();
    this.#session = null;
  }

  /** `forCommand`: in a shared session, what a person asked for. */
  begin(executionId: string, cellId: string, code: string, forCommand?: string): void {
    this.#queue.begin(executionId, cellId, code, forCommand);
    this.#send();
  }

  append(executionId: string, chunks: readonly { seq: number; chunk: OutputChunk }[]): void {
    if (!this.#queue.append(executionId, chunks))
      this.options.onUnrecorded(executionId, "The server was away for too long to keep all outputs.", true);
    this.#send();
  }

  end(executionId: string, status: EndStatus): void {
    this.#queue.end(executionId, status);
    this.#send();
  }

  /** The server is there again: no need to wait for the next try. */
  retryNow(): void {
    this.#pause.end();
  }

  stop(): void {
    this.#stopped = true;
    this.endSession();
    this.#pause.end();
  }

  #send(): void {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
      if (!this.#queue.isEmpty && !this.#stopped) this.#send();
    });
  }

  async #sendAll(): Promise<void> {
    this.options.onState({ sending: true, trouble: null });
    let failures = 0;
    while (!this.#queue.isEmpty && !this.#stopped) {
      if (this.#queue.mayGather && failures === 0) await this.#pause.for(this.options.gatherMs ?? 50);
      const message = this.#queue.next();
      failures = !message || (await this.#trySend(message)) ? 0 : failures + 1;
      if (failures > 0) await this.#pause.for(Math.min(100 * 2 ** failures, this.options.maxRetryMs ?? 5000));
    }
    this.options.onState({ sending: false, trouble: null });
  }

  /** False when the same message should be tried again. */
  async #trySend(message: Message): Promise<boolean> {
    try {
      await this.#deliver(message);
      this.#queue.sent();
      return true;
    } catch (error) {
      const { kind, message: reason } = this.options.transport.failureOf(error);
      this.options.onState({ sending: true, trouble: reason });
      if (kind === "sessionEnded") this.endSession();
      if (kind !== "refused") return false;
      this.#queue.drop(message.executionId);
      this.options.onUnrecorded(message.executionId, reason, false);
      return true;
    }
  }

  async #deliver(message: Message): Promise<void> {
    const { transport } = this.options;
    if (message.type === "append") return transport.append(message.executionId, message.chunks);
    if (message.type === "end") return transport.end(message.executionId, message.status);
    const { type: _, ...execution } = message;
    return transport.begin({ ...execution, sessionId: await this.#openSession() });
  }

  async #openSession(): Promise<string> {
    if (this.#session) return this.#session.id;
    const id = await this.options.transport.openSession(this.#device);
    const release = this.options.transport.holdSession(id, () => {
      if (this.#session?.id === id) this.endSession();
    });
    this.#session = { id, release };
    return id;
  }
}

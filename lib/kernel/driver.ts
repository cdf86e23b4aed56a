import { z } from "zod";
import type { InputRef, Json } from "@/lib/inputs/control";
import type { Device } from "@/lib/protocol/device";
import { QuireError, type ErrorCode } from "@/lib/protocol/errors";
import { hostCalls, type HostCallName, type KernelHost } from "@/lib/protocol/host";
import { type ViewCallName, viewCalls, type Viewer, type ViewInput, type ViewOutput } from "@/lib/protocol/view";
import {
  fromKernelSchema,
  KERNEL_PROTOCOL_VERSION,
  type FromKernel,
  type KernelCell,
  type KernelOptions,
  type ToKernel,
} from "@/lib/protocol/kernel";
import type { ExecutionStatus } from "@/lib/protocol/execution";
import type { OutputChunk } from "@/lib/protocol/output";

/** The wire to a kernel, wherever it runs. */
export interface KernelTransport {
  send(message: ToKernel, transfer?: Transferable[]): void;
  onMessage(receive: (message: unknown) => void): void;
  /** The kernel has ended without being told to. `tookTooMuch`: more than it may, which it would again. */
  onEnd(ended: (reason: string, tookTooMuch?: boolean) => void): void;
  terminate(): void;
}

export interface DriverListener {
  output(executionId: string, chunk: OutputChunk): void;
  device(device: Device): void;
  /** The GPU still works through what an ended kernel left it, or does so no longer. */
  gpuDraining?(draining: boolean): void;
  /** The kernel is gone, and all its values with it. Not called after `terminate`. */
  dead(reason: string): void;
}

export interface ExecutionEnd {
  status: Extract<ExecutionStatus, "succeeded" | "failed" | "cancelled" | "lost">;
  durationMs: number;
}

interface OpenExecution {
  began: number;
  end(end: ExecutionEnd): void;
}

/** A kernel that is idle answers at once; one that does not for so long is gone. */
const HEARTBEAT_MS = 5_000;
const SILENCE_MS = 15_000;

const kernelGone = "The kernel that made this is gone. Run the cell to see more.";

/** Drives one kernel from the page or the command line. Trusts nothing that comes back: cells can forge any message. */
export class KernelDriver implements Viewer {
  readonly #open = new Map<string, OpenExecution>();
  readonly #known = new Set<string>();
  readonly #pings = new Map<number, () => void>();
  readonly #views = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #ready: { resolve(device: Device): void; reject(error: Error): void } | undefined;
  #pingCount = 0;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #lastHeard = Date.now();
  #ended = false;

  constructor(
    private readonly transport: KernelTransport,
    private readonly host: KernelHost,
    private readonly listener: DriverListener,
  ) {
    transport.onMessage((raw) => this.#receive(raw));
    transport.onEnd((reason) => this.#die(reason));
  }

  start(options: Omit<KernelOptions, "protocol">): Promise<Device> {
    return new Promise((resolve, reject) => {
      this.#ready = { resolve, reject };
      this.#send({ type: "start", options: { ...options, protocol: KERNEL_PROTOCOL_VERSION } });
      this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    });
  }

  /** Resolves when the execution has ended, however it did. */
  execute(executionId: string, cell: KernelCell): Promise<ExecutionEnd> {
    if (this.#ended) return Promise.resolve({ status: "lost", durationMs: 0 });
    this.#known.add(executionId);
    return new Promise((end) => {
      this.#open.set(executionId, { began: performance.now(), end });
      this.#send({ type: "execute", executionId, cell });
    });
  }

  abort(executionId: string): void {
    this.#send({ type: "abort", executionId });
  }

  forget(cellId: string, names?: string[]): void {
    this.#send({ type: "forget", cellId, ...(names && { names }) });
  }

  /** A person has changed an input: the names that hold it change, and nothing runs. */
  setInput(ref: InputRef, value: Json): void {
    this.#send({ type: "input", ref, value });
  }

  /** What comes back is checked as all else: cells can forge it. */
  async view<N extends ViewCallName>(name: N, input: ViewInput<N>): Promise<ViewOutput<N>> {
    if (this.#ended) throw new QuireError("UNAVAILABLE", kernelGone);
    const id = ++this.#pingCount;
    const value = await new Promise<unknown>((resolve, reject) => {
      this.#views.set(id, { resolve, reject });
      this.#send({ type: "view", id, name, input });
    }).finally(() => this.#views.delete(id));
    return viewCalls[name].output.parse(value) as ViewOutput<N>;
  }

  /** Whether the kernel's event loop turns: false where it has not answered after `timeoutMs`. */
  async answers(timeoutMs: number): Promise<boolean> {
    const id = ++this.#pingCount;
    const answered = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#pings.set(id, () => {
        clearTimeout(timer);
        resolve(true);
      });
      this.#send({ type: "ping", id });
    });
    this.#pings.delete(id);
    return answered;
  }

  /** Ends the kernel now. What still ran is `status`. */
  terminate(status: "cancelled" | "lost" = "lost"): void {
    this.#finish(status, "The kernel was ended.");
    this.transport.terminate();
  }

  #send(message: ToKernel): void {
    if (!this.#ended) this.transport.send(message);
  }

  #receive(raw: unknown): void {
    if (this.#ended) return;
    const message = fromKernelSchema.safeParse(raw);
    if (!message.success) return;
    this.#lastHeard = Date.now();
    this.#handle(message.data);
  }

  #handle(message: FromKernel): void {
    switch (message.type) {
      case "ready":
        this.#ready?.resolve(message.device);
        this.#ready = undefined;
        return this.listener.device(message.device);
      case "device":
        return this.listener.device(message.device);
      case "gpu":
        return this.listener.gpuDraining?.(message.draining);
      case "output":
        if (this.#known.has(message.executionId)) this.listener.output(message.executionId, message.chunk);
        return;
      case "done":
        this.#open.get(message.executionId)?.end({ status: message.status, durationMs: message.durationMs });
        this.#open.delete(message.executionId);
        return;
      case "hostCall":
        return void this.#answerHostCall(message);
      case "viewReply":
        if (message.ok) this.#views.get(message.id)?.resolve(message.value);
        else this.#views.get(message.id)?.reject(new QuireError(message.code, message.message));
        return;
      case "pong":
        return this.#pings.get(message.id)?.();
      case "fatal":
        this.#die(message.message);
        return this.transport.terminate();
    }
  }

  async #answerHostCall({ id, executionId, name, input }: Extract<FromKernel, { type: "hostCall" }>): Promise<void> {
    try {
      const value = await this.#callHost(executionId, name, input);
      this.#send({ type: "hostReply", id, ok: true, value });
    } catch (error) {
      this.#send({ type: "hostReply", id, ok: false, ...inWords(error) });
    }
  }

  #callHost(executionId: string, name: string, input: unknown): Promise<unknown> {
    if (!Object.hasOwn(hostCalls, name)) throw new QuireError("BAD_REQUEST", `A kernel cannot ask for "${name}".`);
    if (!this.#known.has(executionId))
      throw new QuireError("FORBIDDEN", "The kernel asked in the name of an execution that is not its own.");
    const call = name as HostCallName;
    return this.host.call(call, hostCalls[call].input.parse(input), executionId, (chunk) => {
      if (!this.#ended) this.listener.output(executionId, chunk);
    });
  }

  /** While a cell runs, silence may be a busy loop, which is no fault: then only the host of the kernel can tell. */
  #beat(): void {
    if (this.#open.size === 0 && !this.#ready && Date.now() - this.#lastHeard > SILENCE_MS) {
      this.#die("The kernel no longer answers: it may have run out of memory.");
      this.transport.terminate();
      return;
    }
    if (this.#open.size > 0 || this.#ready) this.#lastHeard = Date.now();
    this.#send({ type: "ping", id: 0 });
  }

  #die(reason: string): void {
    if (this.#ended) return;
    this.#finish("lost", reason);
    this.listener.dead(reason);
  }

  #finish(status: "cancelled" | "lost", reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#heartbeat);
    this.#ready?.reject(new QuireError("UNAVAILABLE", reason));
    for (const view of this.#views.values()) view.reject(new QuireError("UNAVAILABLE", kernelGone));
    for (const open of this.#open.values()) open.end({ status, durationMs: performance.now() - open.began });
    this.#open.clear();
  }
}

function inWords(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof QuireError) return { code: error.code, message: error.message };
  if (error instanceof z.ZodError) return { code: "BAD_REQUEST", message: z.prettifyError(error) };
  return { code: "INTERNAL", message: error instanceof Error ? error.message : String(error) };
}

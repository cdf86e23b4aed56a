import type { Backend, Device } from "@/lib/protocol/device";
import { QuireError } from "@/lib/protocol/errors";
import type { KernelHost } from "@/lib/protocol/host";
import type { KernelOptions } from "@/lib/protocol/kernel";
import type { OutputChunk } from "@/lib/protocol/output";
import type { Viewer } from "@/lib/protocol/view";
import { KernelDriver, type KernelTransport } from "./driver";

export interface KernelSlotOptions {
  /** A fresh kernel; called again after each restart. */
  createTransport(): KernelTransport | Promise<KernelTransport>;
  host: KernelHost;
  kernel: Omit<KernelOptions, "protocol">;
  /** A kernel is ready: what runs from now on runs there. */
  onDevice?(device: Device): void;
}

export interface SlotStatus {
  status: "off" | "starting" | "ready" | "busy" | "stopping" | "failed";
  device: Device | null;
  /** The backend that was asked for. */
  wanted: KernelOptions["backend"];
  /** What was lost or went wrong, in words for the person. */
  message: string | null;
  /** The GPU still works through what an ended kernel left it, so this one's work on it waits. */
  gpuDraining: boolean;
}

/** What the runner of a kernel is told of it. */
export interface KernelListener {
  output(executionId: string, chunk: OutputChunk): void;
  /** The kernel has ended by itself: what to say of it. All that it held is still known. */
  dying(reason: string): string;
  /** The kernel is gone, and its values with it. */
  dropped(): void;
  changed(): void;
}

/** Where one kernel runs at a time: its start, its end, and the next one in its place. */
export class KernelSlot {
  #driver: KernelDriver | undefined;
  #starting: Promise<KernelDriver> | undefined;
  #status: SlotStatus;
  /** A kernel that could use the GPU has ended, and none has seen the GPU free since. */
  #gpuMayDrain = false;
  /** What the last kernel found, when asked for what. */
  #found: { wanted: SlotStatus["wanted"]; device: Device } | undefined;

  constructor(
    private readonly options: KernelSlotOptions,
    private readonly on: KernelListener,
  ) {
    const { backend } = options.kernel;
    this.#status = { status: "off", device: null, wanted: backend, message: null, gpuDraining: false };
  }

  get status(): SlotStatus {
    return this.#status;
  }

  get driver(): KernelDriver | undefined {
    return this.#driver;
  }

  /** One that waits for work. */
  get idleDriver(): KernelDriver | undefined {
    return this.#status.status === "ready" ? this.#driver : undefined;
  }

  /** There is a kernel, or there soon is. */
  get isTaken(): boolean {
    return this.#driver !== undefined || this.#starting !== undefined;
  }

  /** What it is doing; the runner tells who listens. */
  set(status: Partial<Pick<SlotStatus, "status" | "message">>): void {
    this.#status = { ...this.#status, ...status };
  }

  /** For the next kernel. False where it is wanted already. */
  want(backend: "auto" | Backend): boolean {
    if (backend === this.#status.wanted) return false;
    this.#status = { ...this.#status, wanted: backend };
    return true;
  }

  /** The running kernel, to ask of values that its outputs refer to. */
  readonly viewer: Viewer = {
    view: (name, input) => {
      if (this.#driver) return this.#driver.view(name, input);
      return Promise.reject(new QuireError("UNAVAILABLE", "The kernel is gone. Run the cell to see more."));
    },
  };

  /** The kernel once it is ready; starts one where there is none. */
  started(): Promise<KernelDriver> {
    if (this.#starting) return this.#starting;
    const starting = this.#start().catch((error: unknown) => {
      // A start that was given up for another one.
      if (this.#starting !== starting) throw error;
      this.#starting = undefined;
      this.set({ status: "failed", message: error instanceof Error ? error.message : String(error) });
      this.on.changed();
      throw error;
    });
    this.#starting = starting;
    return starting;
  }

  /** Ends the kernel, if there is one. */
  end(status: "cancelled" | "lost", message: string | null): void {
    const driver = this.#driver;
    this.#drop();
    driver?.terminate(status);
    this.set({ status: "off", message });
    this.on.changed();
  }

  async #start(): Promise<KernelDriver> {
    this.set({ status: "starting" });
    this.on.changed();
    const { wanted } = this.#status;
    const transport = await this.options.createTransport();
    const driver: KernelDriver = new KernelDriver(transport, this.options.host, {
      output: (executionId, chunk) => this.on.output(executionId, chunk),
      device: (device) => this.#onDevice(driver, device),
      gpuDraining: (draining) => this.#onDrain(driver, draining),
      dead: (reason) => this.#onDeath(driver, reason),
    });
    this.#driver = driver;
    const found = this.#found?.wanted === wanted ? this.#found.device : undefined;
    await driver.start({ ...this.options.kernel, backend: wanted, gpuMayDrain: this.#gpuMayDrain, found });
    return driver;
  }

  #onDevice(driver: KernelDriver, device: Device): void {
    if (driver !== this.#driver) return;
    const status = this.#status.status === "starting" ? "ready" : this.#status.status;
    this.#status = { ...this.#status, status, device };
    // A GPU is asked for anew each time: it may be busy, or gone.
    this.#found = device.backend === "webgpu" ? undefined : { wanted: this.#status.wanted, device };
    this.options.onDevice?.(device);
    this.on.changed();
  }

  #onDrain(driver: KernelDriver, draining: boolean): void {
    if (driver !== this.#driver) return;
    this.#gpuMayDrain = draining;
    this.#status = { ...this.#status, gpuDraining: draining };
    this.on.changed();
  }

  #onDeath(driver: KernelDriver, reason: string): void {
    if (driver !== this.#driver) return;
    const message = this.on.dying(reason);
    this.#drop();
    this.set({ status: "failed", message });
    this.on.changed();
  }

  #drop(): void {
    this.#driver = undefined;
    this.#starting = undefined;
    this.#gpuMayDrain ||= this.#status.device?.backend === "webgpu";
    this.#status = { ...this.#status, gpuDraining: false };
    this.on.dropped();
  }
}

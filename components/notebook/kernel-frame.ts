import type { KernelTransport } from "@/lib/kernel/driver";
import { fromFrameSchema, type ToFrame } from "@/lib/kernel/sandbox/boot-message";
import type { KernelPlace } from "@/lib/kernel/sandbox/place";

/** How long the sandbox site may take to answer before cells go into the closed frame. */
const SITE_TIMEOUT_MS = 8000;
/** A frame that leaves so many pings in a row unanswered is gone. */
const MISSES = 3;
const PULSE_MS = 2000;

interface OpenFrame {
  element: HTMLIFrameElement;
  /** The frame's origin for messages; `*` where it has none (then only the window itself names it). */
  target: string;
}

/**
 * The page's hidden frame on the sandbox site, which holds the kernel's worker. One for an open notebook: a new kernel takes
 * the same frame, which saves loading it again.
 */
export class KernelFrame {
  #frame: Promise<OpenFrame> | undefined;
  #pulse: ReturnType<typeof setInterval> | undefined;
  /** Pings without an answer. */
  #missed = 0;
  #onDead: ((reason: string) => void) | undefined;
  /** Cells run in the closed frame: without WebGPU. */
  fellBack = false;

  constructor(private readonly place: Pick<KernelPlace, "site" | "fallback">) {
    window.addEventListener("message", this.#receive);
  }

  /** Starts a kernel; one that was there before ends. */
  async start(): Promise<KernelTransport> {
    this.#frame ??= this.#open();
    const { element, target } = await this.#frame.catch((error: unknown) => {
      this.#frame = undefined;
      throw error;
    });
    this.#watch(element, target);
    const { port1, port2 } = new MessageChannel();
    this.#post(element, target, { type: "quire:start" }, [port2]);
    return {
      send: (message, transfer = []) => port1.postMessage(message, transfer),
      onMessage: (receive) => {
        port1.onmessage = ({ data }: MessageEvent<unknown>) => receive(data);
      },
      onEnd: (ended) => {
        this.#onDead = ended;
      },
      terminate: () => {
        port1.close();
        this.#onDead = undefined;
        clearInterval(this.#pulse);
        this.#post(element, target, { type: "quire:terminate" });
      },
    };
  }

  /** A kernel may soon have to be started anew: what takes longest, loading it, can be done by then. */
  prepare(): void {
    void this.#frame?.then(
      ({ element, target }) => this.#post(element, target, { type: "quire:prepare" }),
      () => undefined,
    );
  }

  destroy(): void {
    window.removeEventListener("message", this.#receive);
    this.#drop();
  }

  #drop(): void {
    clearInterval(this.#pulse);
    void this.#frame?.then(({ element }) => element.remove()).catch(() => undefined);
    this.#frame = undefined;
  }

  /**
   * A worker that runs out of memory takes the frame's whole process with it, and the browser tells nobody. The frame itself has
   * nothing to do, so one that does not answer is gone.
   */
  #watch(element: HTMLIFrameElement, target: string): void {
    clearInterval(this.#pulse);
    this.#missed = 0;
    this.#pulse = setInterval(() => {
      if (this.#missed++ < MISSES) return this.#post(element, target, { type: "quire:ping" });
      const tell = this.#onDead;
      this.#drop();
      tell?.("The kernel ended by itself, most likely because it ran out of memory.");
    }, PULSE_MS);
  }

  /** On the sandbox site; where that cannot be reached, closed off on our own. */
  async #open(): Promise<OpenFrame> {
    const { site, fallback } = this.place;
    if (site !== null) {
      const target = new URL(site).origin;
      const element = await openFrame(`${site}frame.html`, (origin) => origin === target);
      if (element) return { element, target };
    }
    this.fellBack = true;
    const element = await openFrame(`${fallback}frame.html`, (origin) => origin === "null", "allow-scripts");
    if (element) return { element, target: "*" };
    throw new Error(
      "The kernel's frame could not be loaded. Reload the page; if that does not help, look at the page /doctor.",
    );
  }

  #post(element: HTMLIFrameElement, target: string, message: ToFrame, transfer: Transferable[] = []): void {
    element.contentWindow?.postMessage(message, target, transfer);
  }

  readonly #receive = (event: MessageEvent<unknown>): void => {
    void this.#frame?.then(
      ({ element }) => {
        if (event.source !== element.contentWindow) return;
        const message = fromFrameSchema.safeParse(event.data);
        if (!message.success) return;
        if (message.data.type === "quire:hello") this.#missed = 0;
        else this.#onDead?.(message.data.reason);
      },
      () => undefined,
    );
  };
}

/** Resolves when the frame has said hello, or to nothing when it has not in time. */
function openFrame(
  src: string,
  isExpected: (origin: string) => boolean,
  sandbox?: string,
): Promise<HTMLIFrameElement | undefined> {
  const element = document.createElement("iframe");
  element.hidden = true;
  element.title = "Cells run here";
  element.setAttribute("aria-hidden", "true");
  if (sandbox !== undefined) element.setAttribute("sandbox", sandbox);
  element.src = src;
  return new Promise((resolve) => {
    const settle = (found: boolean) => {
      clearTimeout(timer);
      window.removeEventListener("message", receive);
      if (!found) element.remove();
      resolve(found ? element : undefined);
    };
    const receive = (event: MessageEvent<unknown>) => {
      if (event.source !== element.contentWindow || !isExpected(event.origin)) return;
      const message = fromFrameSchema.safeParse(event.data);
      if (message.success && message.data.type === "quire:hello") settle(true);
    };
    const timer = setTimeout(() => settle(false), SITE_TIMEOUT_MS);
    window.addEventListener("message", receive);
    document.body.append(element);
  });
}

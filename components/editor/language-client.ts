import {
  type FromLanguage,
  fromLanguageSchema,
  isTelling,
  languageCalls,
  type LanguageCallName,
  type LanguageInput,
  type LanguageOutput,
  type ToLanguage,
} from "@/lib/language/protocol";

export interface LanguageChannel {
  send(message: ToLanguage): void;
  listen(onMessage: (data: unknown) => void, onCrash: (message: string) => void): void;
  close(): void;
}

/** The language service in a worker of its own. */
export function openLanguageWorker(): LanguageChannel {
  const worker = new Worker(new URL("../../workers/language-service.ts", import.meta.url), {
    type: "module",
    name: "language-service",
  });
  return {
    send: (message) => worker.postMessage(message),
    listen: (onMessage, onCrash) => {
      worker.addEventListener("message", (event: MessageEvent<unknown>) => onMessage(event.data));
      worker.addEventListener("error", (event) => onCrash(event.message));
    },
    close: () => worker.terminate(),
  };
}

/** A call may wait for declarations to be loaded; after so long its answer is of no use. */
const CALL_MS = 20_000;
/** A worker that is asked and silent for so long is pinged, and ended when that brings nothing either. */
const SILENCE_MS = 6_000;
const PONG_MS = 6_000;
/** A cell that ends the worker each time must not keep the machine busy. */
const PAUSES_MS = [0, 1_000, 5_000, 30_000];

interface Waiting {
  settle: (message: Extract<FromLanguage, { type: "reply" | "failure" }> | null) => void;
  timer: ReturnType<typeof setTimeout>;
}

export interface LanguageEvents {
  /** More types are known: what was said before may have changed. */
  typesLoaded: () => void;
  /** A new worker is there, and knows nothing. */
  restarted: () => void;
  /** What went wrong, in words. */
  trouble: (message: string) => void;
}

/** Asks the language service. A worker that does not start, crashes or hangs is replaced; until then the editor only edits. */
export class LanguageClient {
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<() => void>();
  #channel: LanguageChannel | null = null;
  #notice: string | null = null;
  #failures = 0;
  #calls = 0;
  #closed = false;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly open: () => LanguageChannel,
    readonly typesUrl: string,
    readonly on: LanguageEvents,
  ) {
    this.#open();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  /** Why types are away for now; null while they are there. */
  readonly getSnapshot = (): string | null => this.#notice;

  /** Null where the service has nothing to say, or failed. */
  call<N extends LanguageCallName>(name: N, input: LanguageInput<N>): Promise<LanguageOutput<N> | null> {
    const channel = this.#channel;
    if (!channel) return Promise.resolve(null);
    const id = ++this.#calls;
    return new Promise((resolve) => {
      const settle: Waiting["settle"] = (message) => {
        if (message?.type === "failure") this.on.trouble(`${name}: ${message.message}`);
        // Feeding proves nothing: it is the questions that a bad cell makes it stumble over.
        if (message && !isTelling(name)) this.#recovered();
        resolve(
          message?.type === "reply" ? (languageCalls[name].output.parse(message.output) as LanguageOutput<N>) : null,
        );
      };
      this.#waiting.set(id, { settle, timer: setTimeout(() => this.#settle(id, null), CALL_MS) });
      if (this.#waiting.size === 1) this.#watchFor(SILENCE_MS, () => this.#ping());
      channel.send({ type: "call", id, name, input });
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#pause);
    this.#end();
    this.#listeners.clear();
  }

  #open(): void {
    const channel = this.open();
    this.#channel = channel;
    channel.listen(
      (data) => this.#channel === channel && this.#receive(fromLanguageSchema.parse(data)),
      (message) => this.#channel === channel && this.#restart(message),
    );
    channel.send({ type: "start", typesUrl: this.typesUrl });
  }

  #receive(message: FromLanguage): void {
    if (message.type === "typesLoaded") this.on.typesLoaded();
    else if (message.type === "typesFailed") this.on.trouble(message.message);
    else if (message.type !== "pong") this.#settle(message.id, message);
    clearTimeout(this.#watch);
    if (this.#waiting.size > 0) this.#watchFor(SILENCE_MS, () => this.#ping());
  }

  #settle(id: number, message: Parameters<Waiting["settle"]>[0]): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    waiting?.settle(message);
  }

  #watchFor(ms: number, act: () => void): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(act, ms);
  }

  #ping(): void {
    this.#watchFor(PONG_MS, () => this.#restart("it no longer answered"));
    this.#channel?.send({ type: "ping" });
  }

  #restart(reason: string): void {
    this.#end();
    this.on.trouble(`The language service stopped: ${reason}`);
    const pause = PAUSES_MS[Math.min(this.#failures++, PAUSES_MS.length - 1)] ?? 0;
    this.#tell(
      pause < 30_000
        ? "Types stopped and are starting again"
        : "Types stop again and again: a cell may be too much for them. The next try is in half a minute",
    );
    this.#pause = setTimeout(() => {
      if (this.#closed) return;
      this.#open();
      this.on.restarted();
    }, pause);
  }

  #recovered(): void {
    this.#failures = 0;
    this.#tell(null);
  }

  #end(): void {
    clearTimeout(this.#watch);
    this.#channel?.close();
    this.#channel = null;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, null);
  }

  #tell(notice: string | null): void {
    if (this.#notice === notice) return;
    this.#notice = notice;
    for (const listener of this.#listeners) listener();
  }
}

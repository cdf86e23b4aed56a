import {
  type FromLanguage,
  fromLanguageSchema,
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

const TIMEOUT_MS = 20_000;

interface Waiting {
  settle: (message: Extract<FromLanguage, { type: "reply" | "failure" }> | null) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** Asks the language service. A worker that does not start, crashes or hangs leaves an editor without types, never a broken one. */
export class LanguageClient {
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #closed = false;

  constructor(
    readonly channel: LanguageChannel,
    typesUrl: string,
    readonly on: { typesLoaded: () => void; trouble: (message: string) => void },
  ) {
    channel.listen(
      (data) => this.#receive(fromLanguageSchema.parse(data)),
      (message) => this.#crash(message),
    );
    channel.send({ type: "start", typesUrl });
  }

  /** Null where the service has nothing to say, or failed. */
  call<N extends LanguageCallName>(name: N, input: LanguageInput<N>): Promise<LanguageOutput<N> | null> {
    if (this.#closed) return Promise.resolve(null);
    const id = ++this.#calls;
    return new Promise((resolve) => {
      const settle: Waiting["settle"] = (message) => {
        if (message?.type === "failure") this.on.trouble(`${name}: ${message.message}`);
        resolve(
          message?.type === "reply" ? (languageCalls[name].output.parse(message.output) as LanguageOutput<N>) : null,
        );
      };
      this.#waiting.set(id, { settle, timer: setTimeout(() => this.#settle(id, null), TIMEOUT_MS) });
      this.channel.send({ type: "call", id, name, input });
    });
  }

  close(): void {
    this.#closed = true;
    this.channel.close();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, null);
  }

  #receive(message: FromLanguage): void {
    if (message.type === "typesLoaded") this.on.typesLoaded();
    else if (message.type === "typesFailed") this.on.trouble(message.message);
    else this.#settle(message.id, message);
  }

  #settle(id: number, message: Parameters<Waiting["settle"]>[0]): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    waiting?.settle(message);
  }

  #crash(message: string): void {
    this.close();
    this.on.trouble(`The language service stopped: ${message}`);
  }
}

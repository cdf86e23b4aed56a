import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import type { ToLanguage } from "@/lib/language/protocol";
import { getCell } from "@/lib/notebook/doc";
import { insertCell } from "@/lib/notebook/edit";
import { type LanguageChannel, LanguageClient } from "./language-client";
import { LanguageFeed } from "./language-feed";

type Mood = "well" | "silent" | "waiting";

/** A worker that answers, hangs, or waits for declarations; `crash` is what the browser says of one that threw. */
class FakeWorker implements LanguageChannel {
  readonly got: ToLanguage[] = [];
  closed = false;
  mood: Mood = "well";
  crash: (message: string) => void = () => undefined;
  #answer: (data: unknown) => void = () => undefined;

  send(message: ToLanguage): void {
    this.got.push(message);
    if (message.type === "ping" && this.mood !== "silent") this.#answer({ type: "pong" });
    if (message.type !== "call" || this.mood !== "well") return;
    const output = message.name === "diagnostics" ? {} : null;
    queueMicrotask(() => this.#answer({ type: "reply", id: message.id, output }));
  }
  listen(onMessage: (data: unknown) => void, onCrash: (message: string) => void): void {
    this.#answer = onMessage;
    this.crash = onCrash;
  }
  close(): void {
    this.closed = true;
  }
  get fed(): unknown[] {
    return this.got.flatMap((message) => (message.type === "call" && message.name === "sync" ? [message.input] : []));
  }
}

function open() {
  const workers: FakeWorker[] = [];
  const said: string[] = [];
  const doc = new Y.Doc();
  const cellId = insertCell(doc, "end", { type: "ts", source: "const x = 1;" }, null);
  const client: LanguageClient = new LanguageClient(
    () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    "/types",
    { typesLoaded: () => undefined, restarted: () => feed.feedAnew(), trouble: (message) => said.push(message) },
  );
  const feed = new LanguageFeed(doc, client, { shown: () => [cellId], onDiagnostics: () => undefined });
  return {
    workers,
    said,
    doc,
    cellId,
    client,
    feed,
    whole: (text: string) => ({ order: [cellId], texts: { [cellId]: text } }),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a language worker that is lost", () => {
  it("by a crash is replaced at once, fed the document again, and the notice goes when it answers", async () => {
    const { workers, said, client, whole, doc, cellId } = open();
    await vi.advanceTimersByTimeAsync(1);
    expect(workers[0]?.fed).toEqual([whole("const x = 1;")]);
    getCell(doc, cellId)?.text.insert(0, "// ");
    workers[0]?.crash("out of memory");
    expect([client.getSnapshot(), said]).toEqual([
      "Types stopped and are starting again",
      ["The language service stopped: out of memory"],
    ]);
    await vi.advanceTimersByTimeAsync(1);
    expect([workers.length, workers[0]?.closed, workers[1]?.fed]).toEqual([2, true, [whole("// const x = 1;")]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(client.getSnapshot()).toBeNull();
  });

  it("by a hang is noticed, its questions end with nothing, and it is replaced", async () => {
    const { workers, client } = open();
    await vi.advanceTimersByTimeAsync(1);
    workers[0]!.mood = "silent";
    const asked = client.call("hover", { cellId: "k", offset: 0 });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await asked).toBeNull();
    expect([workers.length, workers[0]?.closed, client.getSnapshot()]).toEqual([2, true, null]);
  });

  it("again and again is given time, and said so", async () => {
    const { workers, client } = open();
    for (const pause of [0, 1_000, 5_000]) {
      workers.at(-1)!.mood = "silent";
      workers.at(-1)!.crash("stack");
      await vi.advanceTimersByTimeAsync(pause);
      workers.at(-1)!.mood = "silent";
    }
    expect(workers.length).toBe(4);
    workers.at(-1)!.crash("stack");
    await vi.advanceTimersByTimeAsync(20_000);
    expect([workers.length, client.getSnapshot()]).toEqual([4, expect.stringMatching(/half a minute/)]);
    await vi.advanceTimersByTimeAsync(11_000);
    expect([workers.length, client.getSnapshot()]).toEqual([5, null]);
  });
});

it("a worker that waits for declarations is left alone", async () => {
  const { workers } = open();
  workers[0]!.mood = "waiting";
  await vi.advanceTimersByTimeAsync(19_000);
  expect(workers.length).toBe(1);
});

it("someone who types without a pause is followed within a second", async () => {
  const { workers, doc, cellId } = open();
  await vi.advanceTimersByTimeAsync(1);
  const before = workers[0]!.fed.length;
  for (let i = 0; i < 10; i++) {
    getCell(doc, cellId)?.text.insert(0, "x");
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(workers[0]!.fed.length).toBeGreaterThan(before);
});

import { describe, expect, it, vi } from "vitest";
import type { Execution, ExecutionEvent, WireChunk } from "@/lib/protocol/execution";
import type { OutputChunk } from "@/lib/protocol/output";
import { ExecutionStore } from "./execution-store";
import type { ExecutionTransport, FailureKind } from "./execution-transport";

class Refusal extends Error {
  constructor(readonly kind: FailureKind) {
    super(`the server says ${kind}`);
  }
}

/** A server whose calls can be told to fail; it writes down what it was sent. */
class FakeServer implements ExecutionTransport {
  readonly calls: string[] = [];
  /** Each fails one call that begins so. */
  readonly failures: [call: string, kind: FailureKind][] = [];
  sessions = 0;
  released = 0;
  tell: (event: ExecutionEvent) => void = () => undefined;
  connection: (connected: boolean) => void = () => undefined;
  giveUpSession: () => void = () => undefined;

  #call(what: string): Promise<void> {
    const failing = this.failures.findIndex(([call]) => what.startsWith(call));
    if (failing >= 0) return Promise.reject(new Refusal(this.failures.splice(failing, 1)[0]![1]));
    this.calls.push(what);
    return Promise.resolve();
  }

  openSession = () => this.#call("openSession").then(() => `s${++this.sessions}`);
  holdSession = (_id: string, onEnded: () => void) => {
    this.giveUpSession = onEnded;
    return () => void this.released++;
  };
  begin = ({ executionId, sessionId }: { executionId: string; sessionId: string }) =>
    this.#call(`begin ${executionId} in ${sessionId}`);
  append = (executionId: string, chunks: { seq: number }[]) =>
    this.#call(`append ${executionId} ${chunks.map((c) => c.seq).join(",")}`);
  end = (executionId: string, status: string) => this.#call(`end ${executionId} ${status}`);
  watch = (onEvent: (event: ExecutionEvent) => void, onConnection: (connected: boolean) => void) => {
    this.tell = onEvent;
    this.connection = onConnection;
    return () => undefined;
  };
  failureOf = (error: unknown) => ({
    kind: error instanceof Refusal ? error.kind : ("refused" as const),
    message: String(error),
  });
}

const line = (text: string): OutputChunk => ({ kind: "console", level: "log", bundles: [{ "text/plain": text }] });
const display = (id: string, text: string): OutputChunk => ({ kind: "display", id, bundle: { "text/plain": text } });
const wire = (seq: number, chunk: OutputChunk, place?: number): WireChunk => ({
  seq,
  place,
  json: JSON.stringify(chunk),
  blobHash: null,
});

const execution = (id: string, number: number, change: Partial<Execution> = {}): Execution => ({
  id,
  notebookId: "n",
  cellId: "c",
  sessionId: "s",
  user: { id: "ben", name: "Ben" },
  codeHash: "h",
  device: { kind: "browser", backend: "cpu", adapter: "" },
  status: "running",
  number,
  createdAt: new Date(number),
  startedAt: null,
  endedAt: null,
  ...change,
});

function open() {
  const server = new FakeServer();
  const store = new ExecutionStore({
    transport: server,
    notebookId: "n",
    me: { id: "ana", name: "Ana" },
    gatherMs: 1,
    maxRetryMs: 1,
  });
  const run = (id: string, chunks: OutputChunk[] = []) => {
    store.begin({ executionId: id, cellId: "c", code: "1" });
    chunks.forEach((chunk, seq) => store.append(id, [{ seq, chunk }]));
  };
  const idle = () => expect.poll(() => store.getSnapshot().sending).toBe(false);
  return { server, store, run, idle };
}

const texts = (store: ExecutionStore) =>
  store.getCell("c")?.chunks.map(({ chunk }) => JSON.stringify(chunk).match(/text\/plain":"(\w*)/)?.[1]);

describe("what runs here", () => {
  it("shows what runs on when it has run for a moment, and what is over at once only with what it left", async () => {
    const { store } = open();
    let told = 0;
    store.subscribeCell("c", () => told++);
    const begin = (executionId: string) => store.begin({ executionId, cellId: "c", code: "1" });
    begin("quick");
    expect(store.getCell("c")).toBeNull();
    store.append("quick", [{ seq: 0, chunk: line("a") }]);
    store.end("quick", "succeeded");
    expect(store.getCell("c")?.execution).toMatchObject({ id: "quick", status: "succeeded" });
    begin("slow");
    expect(store.getCell("c")?.execution.id).toBe("quick");
    const before = told;
    await expect.poll(() => store.getCell("c")?.execution).toMatchObject({ id: "slow", status: "running" });
    expect(told).toBe(before + 1);
  });

  it("shows at once, and reaches the server in order", async () => {
    const { server, store, run, idle } = open();
    store.startSession({ kind: "browser", backend: "wasm", adapter: "x" });
    run("e1", [line("a"), display("d", "1"), display("d", "2")]);
    expect(texts(store)).toEqual(["a", "2"]);
    expect(store.getCell("c")).toMatchObject({
      isLocal: true,
      unrecorded: null,
      execution: { status: "running", device: { backend: "wasm" } },
    });
    store.end("e1", "succeeded");
    expect(store.getCell("c")?.execution.status).toBe("succeeded");
    await idle();
    expect(server.calls).toEqual(["openSession", "begin e1 in s1", "append e1 0,1,2", "end e1 succeeded"]);
  });

  it("goes out again after failures, and again in a new session when the old one has ended", async () => {
    const { server, run, store, idle } = open();
    server.failures.push(["openSession", "retry"], ["append", "retry"]);
    run("e1", [line("a")]);
    store.end("e1", "succeeded");
    await idle();
    server.giveUpSession();
    server.failures.push(["begin", "sessionEnded"], ["end", "retry"]);
    run("e2");
    store.end("e2", "failed");
    await idle();
    const first = ["openSession", "begin e1 in s1", "append e1 0", "end e1 succeeded"];
    expect(server.calls).toEqual([...first, "openSession", "openSession", "begin e2 in s3", "end e2 failed"]);
    expect(store.getSnapshot().trouble).toBeNull();
  });

  it("stays here with a note when the server refuses it, and does not hold up what follows", async () => {
    const { server, store, run, idle } = open();
    run("e1", [line("a")]);
    server.failures.push(["begin", "refused"]);
    await idle();
    store.end("e1", "succeeded");
    expect(store.getCell("c")?.unrecorded).toMatch(/refused/);
    expect(texts(store)).toEqual(["a"]);
    run("e2");
    store.end("e2", "succeeded");
    await idle();
    expect(server.calls.filter((call) => call.includes("e1"))).toEqual([]);
    expect(server.calls.at(-1)).toBe("end e2 succeeded");
  });

  it("takes number and stamps from the server, and keeps its own state and outputs", async () => {
    const { server, store, run, idle } = open();
    run("e1", [line("a")]);
    store.end("e1", "succeeded");
    await idle();
    server.tell({
      type: "execution",
      execution: execution("e1", 5, { status: "running", user: { id: "ana", name: "Ana" } }),
    });
    server.tell({ type: "chunks", executionId: "e1", chunks: [wire(0, line("echo"))] });
    expect(store.getCell("c")).toMatchObject({ execution: { number: 5, status: "succeeded" } });
    expect(texts(store)).toEqual(["a"]);
  });

  it("opens a session for each kernel, and lets the old one go", async () => {
    const { server, store, run, idle } = open();
    run("e1");
    await idle();
    store.startSession({ kind: "browser", backend: "cpu", adapter: "" });
    expect(server.released).toBe(1);
    run("e2");
    await idle();
    expect(server.calls.at(-1)).toBe("begin e2 in s2");
    store.destroy();
    expect(server.released).toBe(2);
  });
});

describe("what runs elsewhere", () => {
  it("shows the newest execution of each cell, and its outputs as they come", () => {
    const { server, store } = open();
    server.tell({
      type: "snapshot",
      executions: [{ execution: execution("old", 1, { status: "succeeded" }), chunks: [wire(0, line("a"))] }],
    });
    expect(texts(store)).toEqual(["a"]);
    server.tell({ type: "execution", execution: execution("new", 2) });
    server.tell({ type: "chunks", executionId: "new", chunks: [wire(0, display("d", "1")), wire(1, line("x"))] });
    server.tell({ type: "chunks", executionId: "new", chunks: [wire(7, display("d", "2"), 0)] });
    server.tell({ type: "chunks", executionId: "old", chunks: [wire(1, line("late"))] });
    expect(texts(store)).toEqual(["2", "x"]);
    server.tell({ type: "execution", execution: execution("older", 1) });
    expect(store.getCell("c")?.execution.id).toBe("new");
  });

  it("gives way to what a colleague ran later, and comes back on top with the next run here", async () => {
    const { server, store, run, idle } = open();
    run("mine");
    await idle();
    server.tell({ type: "execution", execution: execution("mine", 3) });
    server.tell({ type: "execution", execution: execution("theirs", 4) });
    expect(store.getCell("c")?.execution.id).toBe("theirs");
    run("again");
    await expect.poll(() => store.getCell("c")?.execution.id).toBe("again");
  });

  it("starts over from each snapshot without showing anything twice", () => {
    const { server, store } = open();
    const snapshot: ExecutionEvent = {
      type: "snapshot",
      executions: [{ execution: execution("e", 1), chunks: [wire(0, line("a"))] }],
    };
    server.tell(snapshot);
    server.tell({ type: "chunks", executionId: "e", chunks: [wire(1, line("b"))] });
    server.tell(snapshot);
    expect(texts(store)).toEqual(["a", "b"]);
  });

  it("passes over chunks of kinds that this version does not know", () => {
    const { server, store } = open();
    server.tell({ type: "execution", execution: execution("e", 1) });
    server.tell({
      type: "chunks",
      executionId: "e",
      chunks: [{ seq: 0, json: '{"kind":"hologram"}', blobHash: null }, wire(1, line("b"))],
    });
    expect(texts(store)).toEqual(["b"]);
  });
});

it("tells only the listeners of a cell that changed, with the same object until it does", () => {
  const { server, store } = open();
  const [ofC, ofD] = [vi.fn(), vi.fn()];
  store.subscribeCell("c", ofC);
  const stop = store.subscribeCell("d", ofD);
  server.tell({ type: "execution", execution: execution("e", 1) });
  expect(ofC).toHaveBeenCalled();
  expect(ofD).not.toHaveBeenCalled();
  expect(store.getCell("c")).toBe(store.getCell("c"));
  stop();
  server.tell({ type: "execution", execution: execution("f", 1, { cellId: "d" }) });
  expect(ofD).not.toHaveBeenCalled();
});

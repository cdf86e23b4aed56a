import { expect, it, vi } from "vitest";
import type { ToKernel } from "@/lib/protocol/kernel";
import type { OutputChunk } from "@/lib/protocol/output";
import { KernelDriver, type KernelTransport } from "./driver";

/** A kernel that says what the test says. */
function puppet() {
  const sent: ToKernel[] = [];
  let receive: (message: unknown) => void = () => undefined;
  let end: (reason: string) => void = () => undefined;
  const transport: KernelTransport = {
    send: (message) => void sent.push(message),
    onMessage: (callback) => void (receive = callback),
    onEnd: (callback) => void (end = callback),
    terminate: vi.fn(),
  };
  const outputs: [string, OutputChunk][] = [];
  const dead = vi.fn();
  const call = vi.fn(() => Promise.resolve(null));
  const driver = new KernelDriver(
    transport,
    { call: call as never },
    { output: (id, chunk) => outputs.push([id, chunk]), device: () => undefined, dead },
  );
  return {
    driver,
    sent,
    outputs,
    dead,
    call,
    say: (message: unknown) => receive(message),
    end: (reason: string) => end(reason),
  };
}

const reply = (sent: ToKernel[]) =>
  vi.waitFor(() => sent.find((message) => message.type === "hostReply") ?? expect.fail("no reply"));

it("drops what is no message, and outputs of executions that it did not start", () => {
  const { driver, outputs, say } = puppet();
  void driver.execute("mine", { cellId: "a", source: "" });
  const chunk = { kind: "truncated", reason: "r" };
  for (const message of [
    null,
    7,
    { type: "output" },
    { type: "output", executionId: "theirs", chunk },
    { type: "output", executionId: "mine", chunk: { kind: "evil" } },
  ])
    say(message);
  expect(outputs).toEqual([]);
  say({ type: "output", executionId: "mine", chunk });
  expect(outputs).toEqual([["mine", chunk]]);
});

it.each([
  ["a call that does not exist", { name: "models.publish", input: {} }, "BAD_REQUEST"],
  ["a name of every object", { name: "constructor", input: {} }, "BAD_REQUEST"],
  ["a wrong argument", { name: "runs.finish", input: { runId: 5, status: "finished" } }, "BAD_REQUEST"],
  [
    "an execution of somebody else",
    { name: "runs.finish", input: { runId: "r", status: "finished" }, executionId: "theirs" },
    "FORBIDDEN",
  ],
])("refuses %s, and asks the host nothing", async (_, message, code) => {
  const { driver, sent, call, say } = puppet();
  void driver.execute("mine", { cellId: "a", source: "" });
  say({ type: "hostCall", id: 1, executionId: "mine", ...message });
  expect(await reply(sent)).toMatchObject({ ok: false, code });
  expect(call).not.toHaveBeenCalled();
});

it("passes on a call that is right", async () => {
  const { driver, sent, call, say } = puppet();
  void driver.execute("mine", { cellId: "a", source: "" });
  say({ type: "hostCall", id: 4, executionId: "mine", name: "runs.finish", input: { runId: "r", status: "finished" } });
  expect(await reply(sent)).toEqual({ type: "hostReply", id: 4, ok: true, value: null });
  expect(call).toHaveBeenCalledWith("runs.finish", { runId: "r", status: "finished" }, "mine", expect.any(Function));
});

it("loses what ran when the kernel ends by itself, and hears it no more", async () => {
  const { driver, dead, outputs, say, end } = puppet();
  const run = driver.execute("mine", { cellId: "a", source: "" });
  end("out of memory");
  expect(await run).toMatchObject({ status: "lost" });
  expect(dead).toHaveBeenCalledWith("out of memory");
  say({ type: "output", executionId: "mine", chunk: { kind: "truncated", reason: "late" } });
  expect(outputs).toEqual([]);
});

it("takes a kernel that is idle and silent for dead, but not one that works", async () => {
  vi.useFakeTimers();
  const { driver, dead, say } = puppet();
  const device = { kind: "browser", backend: "cpu", adapter: "a" };
  void driver.start({ sessionId: "s", backend: "auto", allowSoftwareAdapter: false, seed: 1, fetchHosts: [] });
  say({ type: "ready", device });
  const run = driver.execute("busy", { cellId: "a", source: "" });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(dead).not.toHaveBeenCalled();
  say({ type: "done", executionId: "busy", status: "succeeded", durationMs: 1 });
  expect(await run).toEqual({ status: "succeeded", durationMs: 1 });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(dead).toHaveBeenCalledOnce();
  vi.useRealTimers();
});

import { expect, it, vi } from "vitest";
import type { OutputChunk } from "@/lib/protocol/output";
import { OutputStream } from "./output-stream";

const limits = { consoleLines: 3, characters: 100, replaceEveryMs: 50 };
const line = (text: string): OutputChunk => ({ kind: "console", level: "log", bundles: [{ "text/plain": text }] });
const bar = (value: number): OutputChunk => ({ kind: "progress", id: "p", label: "", value, elapsedMs: 0 });

function stream(): { sent: OutputChunk[]; stream: OutputStream } {
  const sent: OutputChunk[] = [];
  return { sent, stream: new OutputStream((chunk) => sent.push(chunk), limits) };
}

it("keeps the first lines and says once that the rest is gone", () => {
  const { sent, stream: out } = stream();
  for (let i = 0; i < 10; i++) out.emit(line(String(i)));
  expect(sent.map(({ kind }) => kind)).toEqual(["console", "console", "console", "truncated"]);
});

it("keeps no more than its size, but errors always", () => {
  const { sent, stream: out } = stream();
  out.emit({ kind: "result", bundle: { "text/plain": "x".repeat(200) } });
  out.emit({ kind: "display", id: "d", bundle: { "text/plain": "y".repeat(200) } });
  out.emit({ kind: "error", error: { name: "E", message: "m", stack: [] } });
  expect(sent.map(({ kind }) => kind)).toEqual(["truncated", "error"]);
});

it("sends the first state of a bar at once, then only the latest, and the last before the result", () => {
  vi.useFakeTimers();
  const { sent, stream: out } = stream();
  for (const value of [0, 1, 2, 3]) out.emit(bar(value));
  expect(sent).toEqual([bar(0)]);
  vi.advanceTimersByTime(50);
  expect(sent).toEqual([bar(0), bar(3)]);
  out.emit(bar(4));
  out.emit({ kind: "result", bundle: {} });
  expect(sent.slice(2)).toEqual([bar(4), { kind: "result", bundle: {} }]);
  vi.useRealTimers();
});

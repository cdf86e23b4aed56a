import { expect, it, vi } from "vitest";
import type { OutputChunk } from "@/lib/protocol/output";
import type { Store } from "./display/render-context";
import { OutputStream } from "./output-stream";

const limits = { consoleLines: 3, characters: 100, oneOutput: 80, replaceEveryMs: 50, foldEveryMs: 200 };
const line = (text: string): OutputChunk => ({ kind: "console", level: "log", bundles: [{ "text/plain": text }] });
const bar = (value: number): OutputChunk => ({ kind: "progress", id: "p", label: "", value, elapsedMs: 0 });

function stream(store?: Store): { sent: OutputChunk[]; stream: OutputStream } {
  const sent: OutputChunk[] = [];
  return { sent, stream: new OutputStream((chunk) => sent.push(chunk), store, limits) };
}

const foldOf = (sent: OutputChunk[]) => {
  const last = sent.at(-1);
  if (last?.kind !== "folded") throw new Error("no fold came last");
  return last;
};

it("keeps the first lines and the last ones, counts those between, and keeps warnings and errors among them", async () => {
  const { sent, stream: out } = stream();
  const levels = (i: number) => (i === 700 ? "warn" : i === 900 ? "error" : "log");
  for (let i = 0; i < 5000; i++) out.emit({ ...line(String(i)), kind: "console", level: levels(i) } as OutputChunk);
  await out.finish();
  expect(sent.slice(0, 3)).toEqual([line("0"), line("1"), line("2")]);
  const { total, levels: counts, lines } = foldOf(sent);
  expect([total, counts]).toEqual([4997, { log: 4995, warn: 1, error: 1 }]);
  expect(lines.map(({ at }) => at)).toEqual([697, 897, ...Array.from({ length: 200 }, (_, i) => 4797 + i)]);
  expect(lines.at(-1)).toEqual({ at: 4996, level: "log", bundles: [{ "text/plain": "4999" }] });
});

it("sends few states of a fold although the loop never yields, and each stays small", () => {
  const { sent, stream: out } = stream();
  for (let i = 0; i < 200_000; i++) out.emit(line("x".repeat(50)));
  const folds = sent.filter(({ kind }) => kind === "folded");
  expect(folds.length).toBeLessThan(50);
  expect(JSON.stringify(folds.at(-1)).length).toBeLessThan(64 * 1024);
});

it("puts all that was printed into the store, up to a limit", async () => {
  const stored: string[] = [];
  const hash = "0".repeat(64);
  const { sent, stream: out } = stream((bytes) => {
    stored.push(new TextDecoder().decode(bytes));
    return Promise.resolve({ hash, bytes: bytes.length });
  });
  for (let i = 0; i < 5; i++) out.emit(line(`line ${i}`));
  await out.finish();
  expect(stored).toEqual(["line 0\nline 1\nline 2\nline 3\nline 4\n"]);
  expect(foldOf(sent).text).toEqual({ hash, bytes: 35, lines: 5 });
});

it("keeps no more than its size, but errors always", () => {
  const { sent, stream: out } = stream();
  for (let i = 0; i < 3; i++) out.emit({ kind: "display", id: `d${i}`, bundle: { "text/plain": "y".repeat(50) } });
  out.emit({ kind: "error", error: { name: "E", message: "m", stack: [] } });
  expect(sent.map(({ kind }) => kind)).toEqual(["display", "truncated", "error"]);
});

it("says of an output that is too large for a page what to do instead", () => {
  const { sent, stream: out } = stream();
  out.emit({ kind: "result", bundle: { "text/plain": "x".repeat(200) } });
  expect(sent).toMatchObject([{ kind: "truncated", reason: expect.stringContaining("display.file") as string }]);
});

it("counts a display once, however often it is replaced", () => {
  vi.useFakeTimers();
  const { sent, stream: out } = stream();
  for (let i = 0; i < 50; i++) {
    out.emit({ kind: "display", id: "d", bundle: { "text/plain": "x".repeat(40) } });
    vi.advanceTimersByTime(60);
  }
  expect(sent.filter(({ kind }) => kind === "display")).toHaveLength(50);
  vi.useRealTimers();
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

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlacedChunk } from "@/lib/protocol/execution";
import type { OutputChunk } from "@/lib/protocol/output";
import { OutputLog, slotOf } from "./reduce";
import { SendQueue } from "./send-queue";

const line = (text: string): OutputChunk => ({ kind: "console", level: "log", bundles: [{ "text/plain": text }] });
const display = (id: string, text: string): OutputChunk => ({ kind: "display", id, bundle: { "text/plain": text } });
const local = (seq: number, chunk: OutputChunk): PlacedChunk => ({ seq, chunk, blobHash: null });

const shown = (log: OutputLog) =>
  log.chunks().map(({ seq, chunk }) => [seq, chunk?.kind === "display" ? chunk.bundle["text/plain"] : chunk?.kind]);

/** Random outputs of one cell, in order, some replacing earlier ones. */
const outputs = fc
  .array(
    fc.oneof(
      fc.constant(line("x")),
      fc.tuple(fc.constantFrom("a", "b"), fc.string({ maxLength: 3 })).map(([id, text]) => display(id, text)),
    ),
    { maxLength: 30 },
  )
  .map((list) => list.map((chunk, seq) => ({ seq, chunk })));

function inOrder(chunks: readonly { seq: number; chunk: OutputChunk }[]): OutputLog {
  const log = new OutputLog();
  log.add(chunks.map(({ seq, chunk }) => local(seq, chunk)));
  return log;
}

describe("outputs", () => {
  it("show a display's latest state where its first one stood", () => {
    const log = inOrder(
      [line("x"), display("a", "1"), line("y"), display("a", "2")].map((chunk, seq) => ({ seq, chunk })),
    );
    expect(shown(log)).toEqual([
      [0, "console"],
      [1, "2"],
      [2, "console"],
    ]);
  });

  it("are the same whatever order chunks come in, and however often", () => {
    fc.assert(
      fc.property(outputs, fc.infiniteStream(fc.nat()), (chunks, numbers) => {
        const shuffled = [...chunks, ...chunks.slice(0, 5)].map((chunk) => ({
          chunk,
          rank: numbers.next().value as number,
        }));
        shuffled.sort((a, b) => a.rank - b.rank);
        const log = new OutputLog();
        for (const { chunk } of shuffled) log.add([local(chunk.seq, chunk.chunk)]);
        expect(log.chunks()).toEqual(inOrder(chunks).chunks());
      }),
    );
  });

  it("take a large chunk's place before it is fetched, and keep the same list until something changes", () => {
    const log = new OutputLog();
    log.add([{ seq: 4, place: 1, chunk: null, blobHash: "h" }, local(2, line("x"))]);
    const before = log.chunks();
    log.add([local(2, line("x"))]);
    expect(log.chunks()).toBe(before);
    log.add([{ seq: 4, place: 1, chunk: display("a", "big"), blobHash: "h" }]);
    expect(shown(log)).toEqual([
      [1, "big"],
      [2, "console"],
    ]);
    log.add([{ seq: 3, place: 1, chunk: display("a", "older"), blobHash: null }]);
    expect(shown(log)[0]).toEqual([1, "big"]);
  });
});

/** A server that stores what it is sent, as server/features/executions/placing.ts does. */
class Stored {
  readonly #displays = new Map<string, number>();
  readonly log = new OutputLog();
  received = 0;

  take(chunks: readonly { seq: number; json: string }[]): void {
    for (const { seq, json } of chunks) {
      this.received++;
      const chunk = JSON.parse(json) as OutputChunk;
      const slot = slotOf(chunk);
      if (slot && !this.#displays.has(slot)) this.#displays.set(slot, seq);
      this.log.add([{ seq, place: slot ? this.#displays.get(slot) : undefined, chunk, blobHash: null }]);
    }
  }
}

describe("the queue of what is sent", () => {
  it("brings others to the same outputs, however it is cut and repeated", () => {
    fc.assert(
      fc.property(outputs, fc.infiniteStream(fc.constantFrom("queue", "send", "fail")), (chunks, moves) => {
        const queue = new SendQueue();
        const stored = new Stored();
        const rest = [...chunks];
        queue.begin("e", "c", "");
        const send = (succeeds: boolean) => {
          const message = queue.next();
          // The server may have it although the answer was lost: then it comes again.
          if (message?.type === "append") stored.take(message.chunks);
          if (message && succeeds) queue.sent();
        };
        while (rest.length > 0) {
          const move = moves.next().value as string;
          if (move === "queue") queue.append("e", rest.splice(0, 3));
          else send(move === "send");
        }
        while (!queue.isEmpty) send(true);
        expect(stored.log.chunks()).toEqual(inOrder(chunks).chunks());
      }),
    );
  });

  it("sends of a live curve its first state and its latest", () => {
    const queue = new SendQueue();
    queue.begin("e", "c", "");
    queue.sent();
    for (let i = 0; i < 10_000; i++) queue.append("e", [{ seq: i, chunk: display("loss", String(i)) }]);
    const message = queue.next();
    expect(message?.type === "append" && message.chunks.map(({ seq }) => seq)).toEqual([0, 9_999]);
  });

  it("sends many outputs in messages of a bounded size, and says of a too large one that it is", () => {
    const queue = new SendQueue();
    queue.append(
      "e",
      Array.from({ length: 1200 }, (_, seq) => ({ seq, chunk: line("x") })),
    );
    queue.append("e", [{ seq: 1200, chunk: line("y".repeat(5_000_000)) }]);
    const sizes: number[] = [];
    let last = "";
    for (let message = queue.next(); message; message = queue.next()) {
      if (message.type === "append") {
        sizes.push(message.chunks.length);
        last = message.chunks.at(-1)!.json;
      }
      queue.sent();
    }
    expect(sizes).toEqual([500, 500, 201]);
    expect(last).toContain("too large to keep");
  });

  it("keeps begin, outputs and end of an execution in order, and forgets one that is refused", () => {
    const queue = new SendQueue();
    for (const id of ["e1", "e2"]) {
      queue.begin(id, "c", "1");
      queue.append(id, [{ seq: 0, chunk: line("x") }]);
      queue.end(id, "succeeded");
    }
    queue.drop("e1");
    const types: string[] = [];
    for (let message = queue.next(); message; message = queue.next()) {
      types.push(`${message.type} ${message.executionId}`);
      queue.sent();
    }
    expect(types).toEqual(["begin e2", "append e2", "end e2"]);
  });

  it("drops outputs that only add when far too much waits, and still takes new states of displays", () => {
    const queue = new SendQueue();
    queue.begin("e", "c", "");
    const big = line("x".repeat(3_900_000));
    const taken = Array.from({ length: 12 }, (_, seq) => queue.append("e", [{ seq, chunk: big }]));
    expect(taken.filter(Boolean).length).toBe(8);
    expect(queue.append("e", [{ seq: 20, chunk: display("a", "1") }])).toBe(true);
  });
});

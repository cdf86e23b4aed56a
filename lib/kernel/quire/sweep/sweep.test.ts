import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { SWEEP_MIME, sweepDisplaySchema } from "@/lib/kernel/display/sweep";
import { QuireError } from "@/lib/protocol/errors";
import type { OutputChunk } from "@/lib/protocol/output";
import type { SweepOrder } from "@/lib/protocol/sweep";
import { createTestKernel, FakeHost } from "../testing";
import { LocalRecord } from "./record";

const random = Math.random;
afterEach(() => {
  Math.random = random;
});
beforeAll(() => tf.setBackend("cpu"));

const displays = (chunks: readonly OutputChunk[]) =>
  chunks.flatMap((chunk) =>
    chunk.kind === "display" && SWEEP_MIME in chunk.bundle ? [sweepDisplaySchema.parse(chunk.bundle[SWEEP_MIME])] : [],
  );

/** A workspace that records one sweep, as far as a kernel can tell. */
function recordingHost(role: "lead" | "helper" = "lead", cancelled = () => false) {
  let record: LocalRecord | undefined;
  const there = () => record!;
  return new FakeHost({
    "sweeps.open": (order) => {
      record ??= new LocalRecord(order as SweepOrder);
      return { sweepId: "s", seed: order.plan.seed, role, waitsFor: null };
    },
    // The workspace opens a sweep again that was cancelled.
    "sweeps.claim": async () => {
      const { state, ...taken } = await there().claim();
      return { ...taken, state: { ...state, status: cancelled() ? "cancelled" : "running" } };
    },
    "sweeps.follow": async () => ({ ...(await there().follow()), status: cancelled() ? "cancelled" : "running" }),
    "sweeps.report": (report) => there().report(report),
    "sweeps.end": async (end) => {
      await there().end(end);
      return null;
    },
    "sweeps.close": async ({ status }) => {
      await there().close(status);
      return null;
    },
    "sweeps.leave": () => null,
  });
}

const bowl = ({ params }: { params: { readonly x: number } }) => (params.x - 0.3) ** 2;
const space = { x: { type: "uniform", min: 0, max: 1 } } as const;

describe("a sweep that is recorded", () => {
  it("makes a run of each trial, with its params and seed, and ends it as the trial ends", async () => {
    const host = recordingHost();
    const { quire } = createTestKernel(host);
    const { best, trials, id } = await quire.sweep(
      { x: [1, 2, 3] },
      ({ params, trial }) => {
        if (trial === 2) throw new Error("bad luck");
        return params.x;
      },
      { metric: "acc", method: "grid", name: "tune" },
    );
    expect(id).toBe("s");
    expect(best).toMatchObject({ trial: 3, value: 3, params: { x: 3 } });
    expect(host.inputs("runs.start")).toMatchObject(
      trials.map(({ params, seed, trial }) => ({
        name: "tune",
        params,
        seed,
        trial: { sweepId: "s", number: trial, claim: "" },
      })),
    );
    expect(host.inputs("runs.finish")).toMatchObject([
      { runId: "run1", status: "finished" },
      { runId: "run2", status: "failed" },
      { runId: "run3", status: "finished" },
    ]);
    expect(host.inputs("runs.log")).toMatchObject([
      { runId: "run1", points: [{ key: "acc", step: 0, value: 1 }] },
      { runId: "run3", points: [{ key: "acc", step: 0, value: 3 }] },
    ]);
    expect(host.inputs("sweeps.close")).toMatchObject([{ status: "finished" }]);
  });

  it("stops the training of a bad trial, ends its run as cancelled, and goes on", async () => {
    const host = recordingHost();
    const { quire, chunks } = createTestKernel(host);
    const xs = tf.tensor2d([[0], [1], [2]]);
    const { trials } = await quire.sweep(
      { lr: [0.05, 0, 0.06] },
      async ({ params, run }) => {
        const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
        model.compile({ optimizer: tf.train.sgd(params.lr), loss: "meanSquaredError" });
        await model.fit(xs, xs.mul(3).add(1), { epochs: 12, callbacks: run.fitCallbacks() });
      },
      { metric: "loss", method: "grid", stop: { minSteps: 2, factor: 2 } },
    );
    expect(trials.map(({ status }) => status)).toContain("stopped");
    const stopped = trials.find(({ status }) => status === "stopped")!;
    expect(stopped.steps).toBeLessThan(12);
    expect(stopped.reason).toMatch(/^Stopped at step \d+: loss .* is not among the best 1 of \d trials/);
    expect(host.inputs("runs.finish")).toContainEqual({ runId: `run${stopped.trial}`, status: "cancelled" });
    // One curve for all of them: the next trial's takes its place.
    const curves = new Set(
      chunks.flatMap((chunk) =>
        chunk.kind === "display" && "application/vnd.quire.curve+json" in chunk.bundle ? chunk.id : [],
      ),
    );
    expect(curves.size).toBe(1);
  });

  it("goes on with what is recorded when it is run again", async () => {
    const host = recordingHost();
    const kernel = createTestKernel(host);
    const options = { metric: "loss", trials: 4 } as const;
    let begun = 0;
    const broken = kernel.quire.sweep(
      space,
      ({ params, signal }) => {
        if (++begun < 3) return bowl({ params });
        return new Promise<number>((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
          kernel.stop();
        });
      },
      options,
    );
    await expect(broken).rejects.toThrow("The cell was stopped.");
    await kernel.end("cancelled");
    expect(host.inputs("sweeps.end").at(-1)).toMatchObject({ number: 3, end: "given up" });
    expect(host.inputs("sweeps.close")).toMatchObject([{ status: "cancelled" }]);
    kernel.begin("execution 2");
    const { trials } = await kernel.quire.sweep(
      space,
      (trial) => {
        begun++;
        return bowl(trial);
      },
      options,
    );
    expect(begun).toBe(5);
    const whole = await createTestKernel(recordingHost()).quire.sweep(space, bowl, options);
    expect(trials.map(({ params, value, seed }) => ({ params, value, seed }))).toEqual(
      whole.trials.map(({ params, value, seed }) => ({ params, value, seed })),
    );
  });

  it("ends its trial when it is cancelled elsewhere, and says what to do", async () => {
    let cancelled = false;
    const host = recordingHost("lead", () => cancelled);
    const { quire, chunks } = createTestKernel(host);
    const ended = quire.sweep(
      space,
      ({ signal }) =>
        new Promise<number>((_, reject) => {
          cancelled = true;
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
      { metric: "loss" },
    );
    await expect(ended).rejects.toThrow("The sweep was cancelled. Run the cell again to go on");
    expect(host.inputs("runs.finish")).toEqual([{ runId: "run1", status: "cancelled" }]);
    const last = displays(chunks).at(-1)!;
    expect(last.status).toBe("cancelled");
    expect(new Set(last.trials.map(({ status }) => status))).toEqual(new Set(["waiting"]));
  });

  it("begins a trial anew that the server was away for, and blames it for nothing", async () => {
    const host = recordingHost();
    const { quire } = createTestKernel(host);
    let failures = 0;
    const { trials } = await quire.sweep(
      { x: [1, 2] },
      ({ params }) => {
        if (params.x === 1 || failures++ < 2) throw new QuireError(params.x === 1 ? "CONFLICT" : "UNAVAILABLE", "away");
        return params.x;
      },
      { metric: "acc", method: "grid" },
    );
    expect(trials).toMatchObject([
      { status: "failed", reason: "QuireError: away" },
      { status: "finished", value: 2 },
    ]);
    expect(host.inputs("runs.start")).toHaveLength(4);
  });

  it("shows what other kernels find while its own trial runs", async () => {
    const host = recordingHost();
    const { quire, chunks } = createTestKernel(host);
    const { trials } = await quire.sweep(
      space,
      async ({ trial, params }) => {
        if (trial > 1) return bowl({ params });
        const { next } = await host.call("sweeps.claim", { sweepId: "s" });
        const told = { sweepId: "s", ...next!, end: "finished" as const, value: 0.5, step: 1, reason: null };
        await host.call("sweeps.end", told);
        await expect.poll(() => displays(chunks).at(-1)?.trials[1]).toMatchObject({ status: "finished", value: 0.5 });
        return bowl({ params });
      },
      { metric: "loss", trials: 3 },
    );
    expect(trials.map(({ status }) => status)).toEqual(Array(3).fill("finished"));
  });

  it("is helped by a kernel that takes trials and goes no further", async () => {
    const host = recordingHost("helper");
    const kernel = createTestKernel(host);
    let after = false;
    const helped = kernel.quire.sweep(space, bowl, { metric: "loss", trials: 3 }).then(() => (after = true));
    await expect.poll(() => host.inputs("sweeps.leave").length).toBe(1);
    expect(host.inputs("runs.finish").length).toBe(3);
    expect(host.inputs("sweeps.close")).toEqual([]);
    expect(displays(kernel.chunks)).toEqual([]);
    kernel.stop();
    await expect(helped).rejects.toThrow("The cell was stopped.");
    expect(after).toBe(false);
  });
});

describe("a trial", () => {
  it("that gives nothing is told what to do", async () => {
    const { quire } = createTestKernel();
    const { trials } = await quire.sweep({ x: [1, 2] }, ({ params }) => (params.x === 2 ? 2 : undefined), {
      metric: "acc",
      method: "grid",
    });
    expect(trials[0]).toMatchObject({
      status: "failed",
      reason: 'It gave no "acc": return it, report it, or log it to the trial\'s run.',
    });
  });

  it("may report without waiting, and still ends as the record has judged", async () => {
    const host = recordingHost();
    const { quire } = createTestKernel(host);
    const { trials } = await quire.sweep(
      { x: [1, 2] },
      ({ params, report }) => {
        for (let step = 0; step < 9; step++) void report(params.x);
      },
      { metric: "loss", method: "grid", stop: true },
    );
    expect(trials).toMatchObject([
      { status: "finished", value: 1, steps: 9 },
      { status: "stopped", value: 2, steps: 1 },
    ]);
  });

  it("shows how the sweep stands, and the best in the end", async () => {
    const { quire, chunks } = createTestKernel();
    await quire.sweep(space, bowl, { metric: "loss", trials: 5 });
    const shown = displays(chunks);
    expect(shown[0]).toMatchObject({ status: "running", trials: [], total: 5, sweepId: null });
    expect(shown.at(-1)).toMatchObject({ status: "finished", plan: { metric: "loss", goal: "minimize", seed: 1 } });
    expect(shown.at(-1)!.trials.map(({ status }) => status)).toEqual(Array(5).fill("finished"));
  });
});

describe("a sweep with a time budget", () => {
  it("begins its first trial, no other when the time is spent, and says so", async () => {
    const { quire, chunks } = createTestKernel();
    const { trials, endedBy } = await quire.sweep(space, bowl, { metric: "loss", minutes: 1e-9 });
    expect([trials.length, endedBy]).toEqual([1, "time budget of 1e-9 minutes"]);
    expect(displays(chunks).at(-1)).toMatchObject({ status: "finished", total: 1000, endedBy });
    expect(JSON.stringify(chunks.at(-1))).toContain("ended by its time budget");
  });

  it("lets those that run come to their end, and counts none that was given up", async () => {
    let now = 0;
    const minute = 60_000;
    const seed = 1;
    const plan = { space, method: "random", metric: "loss", goal: "minimize", halving: null, seed } as const;
    const record = new LocalRecord({ plan, trials: 9, minutes: 10 }, () => now);
    const end = (number: number, how: "finished" | "given up") =>
      record.end({ number, claim: "", end: how, value: 1, step: 1, reason: null });
    expect((await record.claim()).next?.number).toBe(1);
    now += 9 * minute;
    await end(1, "given up");
    now += 9 * minute;
    expect((await record.claim()).next?.number).toBe(1);
    now += 6 * minute;
    expect((await record.claim()).next?.number).toBe(2);
    now += 4 * minute;
    const endedBy = "time budget of 10 minutes";
    expect(await record.claim()).toMatchObject({ next: null, over: false, state: { endedBy } });
    for (const number of [1, 2]) await end(number, "finished");
    expect(await record.claim()).toMatchObject({ next: null, over: true, state: { endedBy } });
  });
});

describe("the arguments of sweep", () => {
  it.each([
    [{}, { metric: "loss" }, "sweep needs a space with a dimension for each parameter"],
    [{ x: [] }, { metric: "loss" }, 'sweep needs for "x" a list of values'],
    [{ x: [1] }, {}, 'options like { metric: "val_loss", trials: 30, parallel: 4 }'],
    [{ x: [1] }, { metric: "loss", trial: 3 }, 'got an unknown "trial"'],
  ])("are checked in words: %#", async (bad, options, message) => {
    // As a cell that is not typed would call it.
    const loose = createTestKernel().quire as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    await expect(loose.sweep?.(bad, () => 1, options)).rejects.toThrow(message);
  });
});

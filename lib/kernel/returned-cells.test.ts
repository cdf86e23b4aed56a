import { afterAll, describe, expect, it } from "vitest";
import { QuireError } from "@/lib/protocol/errors";
import type { KernelHost } from "@/lib/protocol/host";
import { NotebookRunner } from "./runner";
import type { ReturnedCell } from "./returned-cells";
import { inProcessTransport } from "./testing";
import { encodeValue } from "./values/encode";
import type { Parts } from "./values/parts";

// A kernel takes its realm over, which here is the test's.
const realm = { console: { ...console }, random: Math.random, fetch: globalThis.fetch };
afterAll(() => {
  Object.assign(console, realm.console);
  Math.random = realm.random;
  globalThis.fetch = realm.fetch;
});

const cells = {
  data: "const data = [1, 2, 3]",
  train:
    'import { datasets } from "quire";\nconst model = { trained: data.length, at: "here" }; const helper = () => 1',
  look: "`${model.trained} ${model.at}`",
  lean: "typeof datasets.load",
  call: "helper()",
};

/** A person's kernel, and what each of its executions showed or said. */
function session(texts: Record<string, string> = cells) {
  const shown: [cell: string, text: string][] = [];
  const ran = new Map<string, string>();
  const read: string[] = [];
  let parts: Parts = new Map();
  const host = {
    call: (name: string, input: { hash: string }) => {
      read.push(input.hash);
      const part = parts.get(input.hash);
      return part ? Promise.resolve(part) : Promise.reject(new QuireError("NOT_FOUND", `There is no ${name}.`));
    },
  } as unknown as KernelHost;
  let count = 0;
  const runner = new NotebookRunner({
    createTransport: () => inProcessTransport(),
    host,
    recorder: {
      begin: ({ executionId, cellId }) => ran.set(executionId, cellId),
      append: (executionId, chunks) => {
        for (const { chunk } of chunks) {
          if (chunk.kind === "result")
            shown.push([
              ran.get(executionId) ?? "",
              JSON.stringify(chunk.bundle["text/plain"]).replaceAll(/["\\]/g, ""),
            ]);
          if (chunk.kind === "error") shown.push([ran.get(executionId) ?? "", chunk.error.message]);
        }
      },
      end: () => undefined,
    },
    newId: () => `e${++count}`,
    kernel: { sessionId: "s", backend: "cpu", allowSoftwareAdapter: false, seed: 1, fetchHosts: [] },
  });
  const edit = (changed: Record<string, string>) => {
    Object.assign(texts, changed);
    runner.setCells(Object.entries(texts).map(([id, source]) => ({ id, source, type: "ts" as const })));
  };
  edit({});
  const settled = () =>
    new Promise<void>((resolve) => {
      const look = () => {
        if ([...runner.getSnapshot().cells.values()].some(({ status }) => status !== "idle")) return;
        stop();
        resolve();
      };
      const stop = runner.subscribe(look);
      look();
    });
  return {
    runner,
    edit,
    shown,
    read,
    ran: () => [...ran.values()],
    state: (id: string) => runner.getSnapshot().cells.get(id)?.freshness,
    run: (...ids: string[]) => (runner.run(ids), settled()),
    restart: () => (runner.restart(), settled()),
    lose: () => (parts = new Map()),
    /** `train` ran on a server: its model came back, its function did not. */
    takeBack: async (at = "there", numbers = 0) => {
      const model = { trained: 3, at, ...(numbers > 0 && { weights: new Float32Array(numbers) }) };
      const { manifest, parts: made } = await encodeValue(model, undefined);
      parts = made;
      const returned: ReturnedCell = {
        sources: new Map(Object.entries({ data: texts.data ?? "", train: texts.train ?? "" })),
        values: new Map([["model", manifest]]),
        stayed: new Map([["helper", "It is a function: only data can be kept."]]),
      };
      runner.takeBack(new Map([["train", returned]]));
    },
  };
}

describe("a cell that ran on a server", () => {
  it("counts as run, and neither it nor what it needs runs for a cell that reads its names", async () => {
    const { takeBack, run, ran, shown, state, runner } = session({ ...cells });
    await takeBack();
    expect([state("data"), state("train"), state("look")]).toEqual(["new", "fresh", "new"]);
    await run("look");
    expect(ran()).toEqual(["look"]);
    expect(shown).toEqual([["look", "3 there"]]);
    expect(state("look")).toBe("fresh");
    runner.dispose();
  });

  it("is loaded only when a cell reads it, and once", async () => {
    const { takeBack, run, read, runner } = session({ ...cells });
    await takeBack("there", 100_000);
    await run("data");
    expect(read).toEqual([]);
    await run("look");
    await run("look");
    expect(read).toHaveLength(1);
    runner.dispose();
  });

  it("has its imports here too, and names what could not travel", async () => {
    const { takeBack, run, shown, runner } = session({ ...cells });
    await takeBack();
    await run("lean", "call");
    expect(shown[0]).toEqual(["lean", "function"]);
    expect(shown[1]?.[1]).toMatch(/^helper stayed on the server where the cell .* It is a function/);
    runner.dispose();
  });

  it("takes the place of what this kernel had of it", async () => {
    const { takeBack, run, shown, runner, state } = session({ ...cells });
    await run("look");
    await takeBack();
    expect(state("look")).toBe("stale");
    await run("look");
    expect(shown.map(([, text]) => text)).toEqual(["3 here", "3 there"]);
    runner.dispose();
  });

  it("outlives the kernel", async () => {
    const { takeBack, run, restart, shown, runner, state } = session({ ...cells });
    await takeBack();
    await run("look");
    await restart();
    expect(state("train")).toBe("fresh");
    await run("look");
    expect(shown.map(([, text]) => text)).toEqual(["3 there", "3 there"]);
    runner.dispose();
  });

  it("counts no more when its text or that of a cell it needed changes, or when somebody runs it here", async () => {
    const changes: Record<string, string>[] = [
      { data: "const data = [1]" },
      { train: cells.train.replace("here", "anew") },
      {},
    ];
    for (const change of changes) {
      const { takeBack, edit, run, ran, shown, runner, state } = session({ ...cells });
      await takeBack();
      edit(change);
      if (Object.keys(change).length === 0) await run("train");
      else expect(state("train")).toBe("stale");
      await run("look");
      expect(ran()).toEqual(["data", "train", "look"]);
      expect(shown.at(-1)?.[1]).toMatch(/here|anew/);
      runner.dispose();
    }
  });

  it("says so where a part of its value is gone", async () => {
    const { takeBack, lose, run, shown, state, runner } = session({ ...cells });
    await takeBack("there", 100_000);
    lose();
    await run("look");
    expect(shown).toEqual([["look", "There is no values.part."]]);
    expect(state("look")).toBe("failed");
    runner.dispose();
  });
});

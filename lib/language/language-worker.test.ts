import { describe, expect, it } from "vitest";
import { collectTypes } from "@/scripts/types/collect";
import { LanguageWorker } from "./language-worker";
import type { FromLanguage, LanguageCallName, LanguageInput } from "./protocol";
import { TypeScriptEngine } from "./typescript/engine";

const bundles = collectTypes();
const fileOf = (name: string) => `${name}.0123456789abcdef.json`;
const manifest = { bundles: bundles.map(({ name, modules }) => ({ name, modules, file: fileOf(name) })) };
const files = new Map<string, unknown>([
  ["/types/manifest.json", manifest],
  ...bundles.map((bundle) => [`/types/${fileOf(bundle.name)}`, bundle] as const),
]);

function open(load = (url: string): Promise<unknown> => Promise.resolve(files.get(url))) {
  const waiting = new Map<number, (message: FromLanguage) => void>();
  const notes: FromLanguage[] = [];
  let calls = 0;
  const worker = new LanguageWorker(
    new TypeScriptEngine(),
    (message) => {
      if ("id" in message) waiting.get(message.id)?.(message);
      else notes.push(message);
    },
    load,
  );
  const call = <N extends LanguageCallName>(name: N, input: LanguageInput<N>) =>
    new Promise<FromLanguage>((resolve) => {
      waiting.set(++calls, resolve);
      worker.receive({ type: "call", id: calls, name, input });
    });
  return { worker, call, notes };
}

describe("language worker", () => {
  it("answers calls that came before it was started, once the types are there", async () => {
    const { worker, call, notes } = open();
    const asked = call("hover", { cellId: "a", offset: 7 });
    void call("sync", { order: ["a"], texts: { a: "const x = [1];" } });
    worker.receive({ type: "start", typesUrl: "/types" });
    expect(await asked).toMatchObject({ type: "reply", output: { signature: "const x: number[]" } });
    expect(notes).toContainEqual({ type: "typesLoaded", bundle: "base" });
  });

  it("says what is wrong only when all types have come", async () => {
    let release: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (release = resolve));
    const { worker, call } = open(async (url) => {
      if (url.includes("tfjs")) await late;
      return files.get(url);
    });
    worker.receive({ type: "start", typesUrl: "/types" });
    void call("sync", { order: ["a"], texts: { a: 'import * as tf from "@tensorflow/tfjs";\ntf.zeros([1]);' } });
    const asked = call("diagnostics", { cellIds: ["a"] });
    release();
    expect(await asked).toMatchObject({ type: "reply", output: { a: [] } });
  });

  it("goes on without types that do not come, and says so", async () => {
    const { worker, call, notes } = open((url) =>
      url.includes("plot") ? Promise.reject(new Error("gone")) : Promise.resolve(files.get(url)),
    );
    worker.receive({ type: "start", typesUrl: "/types" });
    void call("sync", { order: ["a"], texts: { a: "const x = 1;" } });
    expect(await call("diagnostics", { cellIds: ["a"] })).toMatchObject({ type: "reply", output: { a: [] } });
    expect(notes).toContainEqual({ type: "typesFailed", message: "Could not load the types of plot: gone" });
  });

  it("refuses a call that is not well formed", async () => {
    const { worker, call } = open();
    worker.receive({ type: "start", typesUrl: "/types" });
    expect(await call("hover", { cellId: "a", offset: -1 })).toMatchObject({ type: "failure" });
  });

  it("types a chain of a thousand cells, each inferred from the one before", async () => {
    const { worker, call } = open();
    worker.receive({ type: "start", typesUrl: "/types" });
    const order = Array.from({ length: 1000 }, (_, i) => `k${i}`);
    const texts = Object.fromEntries(
      order.map((id, i) => [
        id,
        i === 0 ? "const v0 = [0].map((n) => n + 1);" : `const v${i} = v${i - 1}.map((n) => n + 1);`,
      ]),
    );
    void call("sync", { order, texts });
    expect(await call("hover", { cellId: "k999", offset: 8 })).toMatchObject({
      type: "reply",
      output: { signature: "const v999: number[]" },
    });
  });
});

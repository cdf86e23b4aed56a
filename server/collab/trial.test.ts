import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import * as Y from "yjs";
import { conflictingSiblings, everyOtherDeleted, longText } from "./testing-hostile";
import { type Trial, Trials } from "./trial";

const harmless = () => {
  const doc = new Y.Doc();
  doc.getText("t").insert(0, "hello");
  return Y.encodeStateAsUpdate(doc);
};
const trial = (change: Partial<Trial> = {}): Trial => ({
  state: () => Y.encodeStateAsUpdate(new Y.Doc()),
  update: harmless(),
  isWanted: () => true,
  ...change,
});
const hostile = trial({ state: () => longText(400_000), update: everyOtherDeleted(400_000) });

it("lets a harmless update pass, and says of one that cannot be applied that it failed", async () => {
  const trials = new Trials();
  expect(await trials.try(trial())).toBe("harmless");
  expect(await trials.try(trial({ update: new Uint8Array([1, 2, 3]) }))).toBe("failed");
});

it("ends one that would hold the server for minutes", async () => {
  const trials = new Trials({ applyMs: 500 });
  expect(await trials.try(hostile)).toBe("slow");
});

it("blames one that takes too much memory, but not one whose document alone does", async () => {
  const trials = new Trials({ maxMemoryMb: 48, applyMs: 30_000 });
  expect(await trials.try(trial({ update: conflictingSiblings(600_000) }))).toBe("failed");
  expect(await trials.try(trial({ state: () => conflictingSiblings(600_000) }))).toBe("unable");
});

it("blames no update for a process that is slow to start, or cannot be started, and goes on", async () => {
  expect(await new Trials({ loadMs: 1 }).try(trial())).toBe("unable");
  const broken = new Trials({ execPath: "/nowhere/node" });
  const verdicts = await Promise.all(Array.from({ length: 7 }, () => broken.try(trial())));
  expect(new Set(verdicts)).toEqual(new Set(["unable"]));
  const failing = new Trials();
  const noState = trial({
    state: () => {
      throw new Error("no document");
    },
  });
  expect(await Promise.all([noState, noState, noState].map((one) => failing.try(one)))).toEqual(
    Array<string>(3).fill("unable"),
  );
  expect(await failing.try(trial())).toBe("harmless");
});

it("runs few at once, asks for documents only then, and passes over those that nobody waits for", async () => {
  const trials = new Trials({ atOnce: 2, maxWaiting: 4 });
  let [most, asked] = [0, 0];
  const state = () => {
    asked++;
    most = Math.max(most, trials.running);
    return Y.encodeStateAsUpdate(new Y.Doc());
  };
  const one = (isWanted: boolean) => trials.try(trial({ isWanted: () => isWanted, state }));
  const verdicts = await Promise.all([true, true, true, false, true, false, true].map(one));
  expect(verdicts).toEqual(["harmless", "harmless", "harmless", "unable", "harmless", "unable", "unable"]);
  expect({ most, asked }).toEqual({ most: 2, asked: 4 });
});

it("ends with the server: what runs is killed, what waits is not begun", async () => {
  const trials = new Trials({ atOnce: 1, applyMs: 60_000 });
  let begun: () => void = () => undefined;
  const beginning = new Promise<void>((resolve) => (begun = resolve));
  const state = () => {
    begun();
    return longText(400_000);
  };
  const verdicts = Promise.all([trials.try({ ...hostile, state }), trials.try(trial())]);
  await beginning;
  trials.close();
  expect(await verdicts).toEqual(["unable", "unable"]);
});

/** A server that has begun a trial which takes for ever, and prints its process's id. */
const doomedServer = `
  const { fork } = await import("node:child_process");
  const { everyOtherDeleted, longText } = await import("./server/collab/testing-hostile.ts");
  const options = { serialization: "advanced", execArgv: ["--import", "tsx"], stdio: "ignore" };
  const child = fork("workers/trial.ts", [], options);
  child.on("message", () => console.log(child.pid));
  child.send({ state: longText(400_000), update: everyOtherDeleted(400_000) });
`;

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it("ends by itself, however busy, when the server is killed", async () => {
  const server = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", doomedServer], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [pid] = (await once(server.stdout, "data")) as [Buffer];
  const trialPid = Number(pid.toString());
  expect(isAlive(trialPid)).toBe(true);
  server.kill("SIGKILL");
  await expect.poll(() => isAlive(trialPid), { timeout: 20_000 }).toBe(false);
});

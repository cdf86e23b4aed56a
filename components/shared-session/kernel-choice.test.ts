import { beforeEach, describe, expect, it } from "vitest";
import type { KernelState } from "@/components/notebook/kernel-state";
import type { SharedCommand, SharedSession } from "@/lib/protocol/shared-session";
import { KernelChoice } from "./kernel-choice";
import type { SharedKernelState } from "./shared-kernel";

const kernel: KernelState = {
  status: "ready",
  device: null,
  wanted: "auto",
  message: null,
  gpuDraining: false,
  lost: 0,
};
const session: SharedSession = {
  jobId: "job",
  startedBy: { id: "ana", name: "Ana" },
  idleMinutes: 30,
  worker: "lab",
  waitsFor: null,
  beganAnew: false,
  state: null,
};

/** What each kernel was told. */
let own: unknown[];
let shared: unknown[];
let state: SharedKernelState;
let tell: () => void;
beforeEach(() => {
  [own, shared] = [[], []];
  state = { session: undefined, ended: null };
});

const note =
  (into: unknown[], name: string) =>
  (...args: unknown[]): void =>
    void into.push([name, ...args]);

function choice({ me = "bo", readOnly = false } = {}): KernelChoice {
  const calls = (into: unknown[]) => ({
    run: note(into, "run"),
    runLost: note(into, "runLost"),
    startOver: note(into, "startOver"),
    stop: note(into, "stop"),
    interrupt: note(into, "interrupt"),
    restart: note(into, "restart"),
    setBackend: note(into, "setBackend"),
    setInput: note(into, "setInput"),
  });
  const subscribe = () => () => undefined;
  return new KernelChoice({
    own: {
      ...calls(own),
      stateOf: () => undefined,
      subscribe,
      state: { subscribe, getSnapshot: () => kernel },
      outputPlace: { viewer: null },
    },
    shared: {
      getSnapshot: () => state,
      subscribe: (listener) => {
        tell = listener;
        return () => undefined;
      },
      kernel: { ...kernel, status: "busy" },
      sessionId: "s1",
      outputPlace: { viewer: null },
      open: () => Promise.resolve(true),
      run: (ids) => Promise.resolve(note(shared, "run")(ids)),
      send: (command: SharedCommand) => note(shared, "send")(command),
      stateOf: () => undefined,
    },
    me,
    readOnly,
  });
}

function now(next: SharedKernelState): void {
  state = next;
  tell();
}
const kindOf = (kernels: KernelChoice) => kernels.kind.getSnapshot();

describe("which kernel counts", () => {
  it("is the shared one for who opens a notebook that has a session", () => {
    const kernels = choice();
    now({ session, ended: null });
    expect(kindOf(kernels)).toBe("shared");
    expect(kernels.state.getSnapshot().status).toBe("busy");
  });

  it("stays one's own when a colleague starts a session, until one chooses it", () => {
    const kernels = choice();
    now({ session: null, ended: null });
    now({ session, ended: null });
    expect(kindOf(kernels)).toBe("own");
    kernels.choose("shared");
    kernels.run(["a"]);
    expect([own, shared]).toEqual([[], [["run", ["a"]]]]);
  });

  it("is the shared one at once for who starts it, and for who only looks on", () => {
    for (const who of [{ me: "ana" }, { readOnly: true }]) {
      const kernels = choice(who);
      now({ session: null, ended: null });
      now({ session, ended: null });
      expect(kindOf(kernels)).toBe("shared");
    }
  });

  it("is one's own again when the session is over", () => {
    const kernels = choice();
    now({ session, ended: null });
    now({ session: null, ended: { jobId: "job", reason: null } });
    expect(kindOf(kernels)).toBe("own");
    kernels.interrupt();
    expect(own).toEqual([["interrupt"]]);
  });
});

describe("an input that changes", () => {
  const ref = { cell: "a", key: "rate", shared: true };

  it("is heard by one's own kernel always, and a press of it by the kernel that counts alone", () => {
    const kernels = choice();
    now({ session, ended: null });
    kernels.setInput(ref, 1);
    expect([own, shared]).toEqual([[["setInput", ref, 1, { press: false }]], []]);
    kernels.setInput(ref, 1, { press: true });
    expect(own[1]).toEqual(["setInput", ref, 1, { press: false }]);
    expect(shared).toEqual([["send", { type: "input", ref, value: 1, press: true }]]);
  });

  it("that is a person's own reaches the session, which has no document to hear it by", () => {
    const kernels = choice();
    now({ session, ended: null });
    kernels.setInput({ ...ref, shared: false }, 2);
    expect(shared).toEqual([["send", { type: "input", ref: { ...ref, shared: false }, value: 2, press: false }]]);
  });
});

it("finds values of an execution in the kernel that made it, and nowhere else", () => {
  const kernels = choice();
  expect(kernels.placeOf({ isLocal: true, sessionId: "" })).not.toBeNull();
  expect(kernels.placeOf({ isLocal: false, sessionId: "s1" })).not.toBeNull();
  expect(kernels.placeOf({ isLocal: false, sessionId: "another" })).toBeNull();
  expect(kernels.placeOf({ isLocal: false, sessionId: "" })).toBeNull();
});

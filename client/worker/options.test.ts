import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { memoryForJob, parseSettings } from "./options";

it("reads where to work, and as what", () => {
  const args = [
    "--server",
    "https://quire.example.org/",
    "--label",
    "a100",
    "--label",
    "lab",
    "--slots",
    "2",
    "--name",
    "rack",
  ];
  expect(parseSettings(args, { QUIRE_WORKER_TOKEN: "quire_wrk_x" })).toEqual({
    url: "https://quire.example.org",
    token: "quire_wrk_x",
    name: "rack",
    labels: ["a100", "lab"],
    slots: 2,
    memoryGb: memoryForJob(2),
    cores: availableParallelism(),
    idleMs: null,
    endWithStdin: false,
    softwareAdapter: false,
    sandboxed: true,
  });
  expect(parseSettings(["--server", "http://h", "--token", "t", "--idle", "60", "--memory", "16"], {})).toMatchObject({
    idleMs: 60_000,
    memoryGb: 16,
  });
  expect(parseSettings(["--server", "http://h", "--token", "t", "--unsafe-no-sandbox"], {}).sandboxed).toBe(false);
});

it("says what is wrong, and how it is called", () => {
  const refusal = (...args: string[]) => {
    try {
      return parseSettings(args, {});
    } catch (error) {
      return String(error);
    }
  };
  expect(refusal()).toMatch(/Say where the server is[\s\S]*--token TOKEN/);
  expect(refusal("--server", "http://h")).toMatch(/needs a token/);
  expect(refusal("--server", "http://h", "--token", "t", "--slots", "none")).toMatch(/--slots none: give a number/);
  expect(refusal("--fast")).toMatch(/--fast/);
});

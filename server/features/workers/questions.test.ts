import { expect, it } from "vitest";
import { Questions } from "./questions";

/** An answer that is given when the test says so, or when a newer question comes. */
function waiting() {
  const log: string[] = [];
  let give: (text: string) => void = () => undefined;
  const answer = (superseded: AbortSignal) => {
    log.push(superseded.aborted ? "too late" : "asked");
    return new Promise<string>((resolve) => {
      give = resolve;
      superseded.addEventListener("abort", () => log.push("superseded"));
    });
  };
  return { log, answer, give: (text: string) => give(text) };
}

it("ends a question for a newer one, which is looked at when that is done with", async () => {
  const questions = new Questions();
  const [first, second] = [waiting(), waiting()];
  const one = questions.answer("w", 1, first.answer);
  await Promise.resolve();
  const two = questions.answer("w", 2, second.answer);
  await Promise.resolve();
  expect([first.log, second.log]).toEqual([["asked", "superseded"], []]);
  first.give("nothing");
  expect(await one).toBe("nothing");
  await expect.poll(() => second.log).toEqual(["asked"]);
  second.give("a job");
  expect(await two).toBe("a job");
});

it("does not answer one that comes behind a newer one, nor takes it for another worker's", async () => {
  const questions = new Questions();
  expect(await questions.answer("w", 5, () => Promise.resolve("a"))).toBe("a");
  expect(await questions.answer("w", 4, () => Promise.resolve("b"))).toBeNull();
  expect(await questions.answer("w", 5, () => Promise.resolve("b"))).toBeNull();
  expect(await questions.answer("v", 1, () => Promise.resolve("c"))).toBe("c");
});

it("goes on after one that failed", async () => {
  const questions = new Questions();
  await expect(questions.answer("w", 1, () => Promise.reject(new Error("no database")))).rejects.toThrow(/no database/);
  expect(await questions.answer("w", 2, () => Promise.resolve("a"))).toBe("a");
});

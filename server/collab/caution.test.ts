import { expect, it } from "vitest";
import * as Y from "yjs";
import { Caution, startWatch } from "./caution";
import { MalformedMessage } from "./check-update";

const small = new Uint8Array(10);

function cautionAt(clock: { now: number }) {
  const caution = new Caution(() => clock.now);
  return { caution, isTried: (who: string) => caution.isLarge(new Y.Doc(), who, small) };
}

it("does not try every edit of a person of whom one was slow: the server may have been busy", () => {
  const { caution, isTried } = cautionAt({ now: 0 });
  caution.note("ana", 400);
  expect(isTried("ana")).toBe(false);
});

it("tries the edits of a person whose edits are slow again and again, of nobody else, and not for ever", () => {
  const clock = { now: 0 };
  const { caution, isTried } = cautionAt(clock);
  for (let i = 0; i < 4; i++) caution.note("ana", 400);
  expect([isTried("ana"), isTried("ben")]).toEqual([true, false]);
  clock.now = 60_000;
  expect(isTried("ana")).toBe(false);
});

it("refuses a person whose slow edits add up, but not one who has a slow edit now and then for days", () => {
  const clock = { now: 0 };
  const { caution } = cautionAt(clock);
  for (let edit = 0; edit < 1000; edit++, clock.now += 60_000) caution.note("ana", 2_000);
  expect(() => {
    for (let edit = 0; edit < 6; edit++) caution.note("ben", 2_000);
  }).toThrow(MalformedMessage);
});

it("counts work, not waiting", async () => {
  const watch = startWatch();
  const until = performance.now() + 30;
  while (performance.now() < until);
  const worked = watch();
  expect(worked).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(watch()).toBeLessThan(worked + 250);
});

import { describe, expect, it } from "vitest";
import { EventBus } from "./events";

const signal = () => new AbortController().signal;
const tick = { changed: "runs" } as const;

describe("a subscriber", () => {
  it("hears what was published after the call, in order", async () => {
    const bus = new EventBus();
    const events = bus.subscribe("workspace", "w", signal());
    bus.publish("workspace", "w", { changed: "models" });
    bus.publish("workspace", "other", { changed: "members" });
    bus.publish("workspace", "w", tick);
    expect([(await events.next()).value, (await events.next()).value]).toEqual([{ changed: "models" }, tick]);
  });

  it("that waits is woken, and ends when its signal aborts", async () => {
    const bus = new EventBus();
    const stop = new AbortController();
    const events = bus.subscribe("workspace", "w", stop.signal);
    const next = events.next();
    bus.publish("workspace", "w", tick);
    expect(await next).toEqual({ value: tick, done: false });
    const last = events.next();
    stop.abort();
    expect(await last).toEqual({ value: undefined, done: true });
    expect(bus.listeners).toBe(0);
  });

  it("leaves nothing behind when it stops reading", async () => {
    const bus = new EventBus();
    const events = bus.subscribe("workspace", "w", signal());
    bus.publish("workspace", "w", tick);
    await events.next();
    await events.return(undefined);
    expect(bus.listeners).toBe(0);
  });

  it("that does not read keeps only the newest of many", async () => {
    const bus = new EventBus();
    const events = bus.subscribe("run", "r", signal());
    const points = (step: number) => ({ type: "points" as const, points: [{ key: "loss", step, value: 1 }] });
    for (let step = 0; step < 5000; step++) bus.publish("run", "r", points(step));
    expect((await events.next()).value).toEqual(points(4000));
  });

  it("that falls behind by weight is told so once, in place of all it missed", async () => {
    const bus = new EventBus();
    const bound = { limit: 100, weigh: () => 30, instead: "behind" as const };
    const events = bus.subscribe("workspace", "w", signal(), bound);
    for (let i = 0; i < 50; i++) bus.publish("workspace", "w", tick);
    const heard = [await events.next(), await events.next(), await events.next()];
    expect(heard).toMatchObject([{ value: "behind" }, { value: tick }, { value: tick }]);
    bus.publish("workspace", "w", { changed: "models" });
    expect((await events.next()).value).toEqual({ changed: "models" });
  });
});

import type { MetricPoint } from "@/lib/protocol/run";
import type { App } from "@/server/app";

/** Lists are told of new points at most so often: a training logs many times a second. */
const LIST_EVERY_MS = 1000;
const lastTold = new WeakMap<App["events"], Map<string, number>>();

/** The run's state, params or inputs changed. */
export function announceChange(app: Pick<App, "events">, run: { id: string; workspaceId: string }): void {
  app.events.publish("run", run.id, { type: "changed" });
  app.events.publish("workspace", run.workspaceId, { changed: "runs" });
}

/** Points of the run were taken back: who looks at it needs all that is left. */
export function announceCut(app: Pick<App, "events">, run: { id: string; workspaceId: string }): void {
  app.events.publish("run", run.id, { type: "cut" });
  app.events.publish("workspace", run.workspaceId, { changed: "runs" });
}

export function announcePoints(
  app: Pick<App, "events">,
  run: { id: string; workspaceId: string },
  points: MetricPoint[],
): void {
  app.events.publish("run", run.id, { type: "points", points });
  const told = lastTold.get(app.events) ?? new Map<string, number>();
  lastTold.set(app.events, told);
  const now = performance.now();
  if (now - (told.get(run.workspaceId) ?? -Infinity) < LIST_EVERY_MS) return;
  told.set(run.workspaceId, now);
  app.events.publish("workspace", run.workspaceId, { changed: "runs" });
}

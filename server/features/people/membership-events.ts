import { EventEmitter } from "node:events";
import type { Role } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";

/** What open sockets must hear, for their rights were decided when they connected. */
export type MembershipChange =
  /** `role` is null for a person who is no longer a member. */
  | { type: "role"; workspaceId: string; userId: string; role: Role | null }
  /** A session or token of the person ended: sockets connect again with what is still valid. */
  | { type: "sessionsEnded"; userId: string };

type EventsOwner = Pick<App, "events">;

const emitters = new WeakMap<App["events"], EventEmitter<{ change: [MembershipChange] }>>();

function emitterOf({ events }: EventsOwner) {
  const existing = emitters.get(events);
  if (existing) return existing;
  const made = new EventEmitter<{ change: [MembershipChange] }>().setMaxListeners(0);
  emitters.set(events, made);
  return made;
}

/** Calls the listener after each committed change; returns what stops it. */
export function onMembershipChanged(app: EventsOwner, listener: (change: MembershipChange) => void): () => void {
  const emitter = emitterOf(app);
  emitter.on("change", listener);
  return () => emitter.off("change", listener);
}

export function publishMembershipChange(app: EventsOwner, change: MembershipChange): void {
  emitterOf(app).emit("change", change);
}

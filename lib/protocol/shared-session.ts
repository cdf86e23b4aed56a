import { z } from "zod";
import { inputRefSchema, type Json } from "@/lib/inputs/control";
import type { CellHold } from "@/lib/graph/notebook-graph";
import type { PackageLocks } from "@/lib/packages/lock";
import { backendSchema, deviceSchema } from "./device";
import { errorCodeSchema } from "./errors";
import type { RunSnapshot } from "./run";

/** A notebook's shared session: one kernel on a server's worker, in which everyone who may edit runs cells. */

/** Characters of what a kernel says of itself. */
export const MAX_MESSAGE = 10_000;

const cellId = z.string().min(1).max(100);

/** What a person asks of the session. */
export const sharedCommandSchema = z.discriminatedUnion("type", [
  /** `sweep`: these are all of a kind, so cells that are held back are passed over. */
  z.object({ type: z.literal("run"), ids: z.array(cellId).min(1).max(5000), sweep: z.boolean() }),
  z.object({ type: z.literal("runLost") }),
  z.object({ type: z.literal("startOver"), cellId }),
  z.object({ type: z.literal("stop"), cellId }),
  z.object({ type: z.literal("interrupt") }),
  z.object({ type: z.literal("restart") }),
  z.object({ type: z.literal("backend"), backend: z.union([z.literal("auto"), backendSchema]) }),
  /** Of inputs that lie in the document the session hears by itself; these are presses, and what is the person's own. */
  z.object({ type: z.literal("input"), ref: inputRefSchema, value: z.json(), press: z.boolean() }),
]);
export type SharedCommand = z.infer<typeof sharedCommandSchema>;

/** The notebook as it is now. */
export interface SharedNotebook {
  /** In their order, texts as graph and kernel know them. */
  cells: { id: string; type: "ts" | "sql"; source: string; hold: CellHold | null }[];
  follow: boolean;
  /** Values of shared inputs, by cell and key. */
  inputs: Record<string, Record<string, Json>>;
  /** The whole of it, for the record of runs. */
  sources: RunSnapshot["cells"];
  packages: PackageLocks;
  datasets: Record<string, number>;
}

/** What the server sends to the worker that holds the session. A notebook comes first of all. */
export type SharedOrder =
  | { type: "notebook"; notebook: SharedNotebook }
  | { type: "command"; id: string; command: SharedCommand }
  | { type: "view"; id: string; name: string; input: unknown };

/** How the session's kernel and its cells stand (lib/kernel/runner-state.ts). Cells of which nothing is to be said are left out. */
export const sharedStateSchema = z.object({
  /** The session in which its executions are recorded; null before the first of this kernel. */
  recordedIn: z.string().max(30).nullable(),
  kernel: z.object({
    status: z.enum(["off", "starting", "ready", "busy", "stopping", "failed"]),
    device: deviceSchema.nullable(),
    wanted: z.union([z.literal("auto"), backendSchema]),
    message: z.string().max(MAX_MESSAGE).nullable(),
    gpuDraining: z.boolean(),
    lost: z.number().int().nonnegative(),
  }),
  cells: z
    .array(
      z.object({
        id: cellId,
        status: z.enum(["idle", "queued", "running"]),
        place: z.number().int().nonnegative(),
        freshness: z.enum(["new", "fresh", "continued", "stale", "failed", "cancelled"]),
        continued: z.array(z.string().max(500)).max(1000),
        isLost: z.boolean(),
        /** Its text is another than it last ran with. */
        isEdited: z.boolean(),
      }),
    )
    .max(10_000),
});
export type SharedState = z.infer<typeof sharedStateSchema>;

/** What the worker answers to a `view`. */
export const viewAnswerSchema = z.discriminatedUnion("ok", [
  z.object({ id: z.string().max(30), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.string().max(30), ok: z.literal(false), code: errorCodeSchema, message: z.string().max(10_000) }),
]);
export type ViewAnswer = z.infer<typeof viewAnswerSchema>;

/** The session as people see it. */
export interface SharedSession {
  jobId: string;
  startedBy: { id: string; name: string };
  idleMinutes: number;
  /** Null while it waits for a worker. */
  worker: string | null;
  /** Why no worker takes it, where somebody has to do something for it. */
  waitsFor: string | null;
  /** It began anew after a worker was lost, with all values. */
  beganAnew: boolean;
  /** Null while nothing is heard of its kernel. */
  state: SharedState | null;
}

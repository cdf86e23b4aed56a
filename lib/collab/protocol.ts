import { z } from "zod";

/**
 * What the collaboration socket says beyond y-websocket's own protocol (0 sync, 1 awareness, 3 query awareness). Each
 * message begins with a variable-length type number.
 */
export const messageTypes = {
  sync: 0,
  awareness: 1,
  queryAwareness: 3,
  /** Server → client: a count n. The first n updates that this socket sent (sync step 2 and updates) are committed. */
  saved: 100,
  /** Server → client, first of all: JSON of `helloSchema`. */
  hello: 101,
  /** Server → client: JSON of `storageSchema`, when edits cannot be stored for now, and when they can again. */
  storage: 102,
} as const;

/** Kinds of sync message within type 0. */
export const syncTypes = { step1: 0, step2: 1, update: 2 } as const;

export const helloSchema = z.object({
  historyId: z.string(),
  /** A reader's updates are refused: its socket is closed with `forbidden`. */
  readOnly: z.boolean(),
  /** How the server presents this person to others. */
  user: z.object({ id: z.string(), name: z.string(), color: z.string() }),
});
export type Hello = z.infer<typeof helloSchema>;

/** `trouble`: why edits are not saved and what to do, for the person; null: they are again. Said anew on each connection. */
export const storageSchema = z.object({ trouble: z.string().nullable() });
export type Storage = z.infer<typeof storageSchema>;

/**
 * Why the server closes a socket. 44xx: coming back by itself is pointless, the person must do something; 45xx: the client
 * comes back by itself, with its edits.
 */
export const closeCodes = {
  malformed: 4400,
  signedOut: 4401,
  /** Not a member any more, or a viewer who sent an edit. */
  forbidden: 4403,
  /** The notebook does not exist, or was deleted. */
  gone: 4404,
  /** The client's document has another history: its edits stay with it as a fork. */
  otherHistory: 4409,
  tooLarge: 4413,
  tooMany: 4429,
  /** Edits could not be stored; they are not lost, for the client still has them. */
  unavailable: 4503,
  /** The person's rights changed: connect again to get the new ones. */
  rightsChanged: 4510,
  /** The client did not read what it was sent. */
  tooSlow: 4520,
} as const;

/** Longest message on the collaboration socket, either way. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Longest awareness state of one client, as JSON. */
export const MAX_AWARENESS_BYTES = 8 * 1024;

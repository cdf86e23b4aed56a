import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Device } from "@/lib/protocol/device";
import { user } from "./auth";
import { bytea, createdAt, moment, tsvector } from "./columns";
import { workspaces } from "./people";

export const notebooks = pgTable(
  "notebooks",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    title: text("title").notNull(),
    /** Changes when the log is replaced by another one (restore from backup): clients of an old history keep their edits apart. */
    historyId: text("history_id").notNull(),
    createdBy: text("created_by").references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
    deletedAt: moment("deleted_at"),
    deletedBy: text("deleted_by").references(() => user.id, { onDelete: "set null" }),
    /** Where it lies in the list: `Vision/Digits`; "" is the top. */
    folder: text("folder").notNull().default(""),
    tags: text("tags")
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
  },
  (t) => [index("notebooks_workspace").on(t.workspaceId, t.updatedAt)],
);

/**
 * Which notebooks are tours of Quire: each person's own, and without a person the workspace's, for those who may only look. One of each,
 * also when it is asked for twice at once.
 */
export const tours = pgTable(
  "tours",
  {
    notebookId: text("notebook_id")
      .primaryKey()
      .references(() => notebooks.id, { onDelete: "cascade" }),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    userId: text("user_id").references(() => user.id, { onDelete: "cascade" }),
  },
  (t) => [unique("tours_whose").on(t.workspaceId, t.userId).nullsNotDistinct()],
);

/** The truth of a notebook: its Yjs updates in order of commit, each with the connection's user. */
export const notebookUpdates = pgTable(
  "notebook_updates",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    notebookId: text("notebook_id")
      .notNull()
      .references(() => notebooks.id, { onDelete: "cascade" }),
    update: bytea("update").notNull(),
    userId: text("user_id"),
    createdAt: createdAt(),
  },
  (t) => [index("notebook_updates_notebook").on(t.notebookId, t.seq)],
);

/** The state after `upToSeq`, so that opening need not replay the whole log. The log itself stays. */
export const notebookSnapshots = pgTable("notebook_snapshots", {
  notebookId: text("notebook_id")
    .primaryKey()
    .references(() => notebooks.id, { onDelete: "cascade" }),
  upToSeq: bigint("up_to_seq", { mode: "number" }).notNull(),
  state: bytea("state").notNull(),
  createdAt: createdAt(),
});

/** States of a notebook that people can go back to: named by a person, or kept by the server when everybody paused. */
export const notebookVersions = pgTable(
  "notebook_versions",
  {
    id: text("id").primaryKey(),
    notebookId: text("notebook_id")
      .notNull()
      .references(() => notebooks.id, { onDelete: "cascade" }),
    /** The last row of the log in it. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    /** Null for one that the server kept by itself. */
    name: text("name"),
    namedBy: text("named_by"),
    /** Users of the log's rows since the version before, the latest first. */
    editors: text("editors").array().notNull(),
    /** When its last row was written. */
    editedAt: moment("edited_at").notNull(),
    /** The document, whole: a version outlives whatever becomes of the log. */
    state: bytea("state").notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("notebook_versions_seq").on(t.notebookId, t.seq)],
);

/** Each change of a title: the log does not know titles, and what a version was called is told from here. */
export const notebookRenames = pgTable(
  "notebook_renames",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    notebookId: text("notebook_id")
      .notNull()
      .references(() => notebooks.id, { onDelete: "cascade" }),
    before: text("before").notNull(),
    title: text("title").notNull(),
    userId: text("user_id"),
    createdAt: createdAt(),
  },
  (t) => [index("notebook_renames_notebook").on(t.notebookId, t.id)],
);

/** What a search looks through: each notebook as it was after `upToSeq`. It is brought up to date by the search that needs it. */
export const notebookTexts = pgTable(
  "notebook_texts",
  {
    notebookId: text("notebook_id")
      .primaryKey()
      .references(() => notebooks.id, { onDelete: "cascade" }),
    upToSeq: bigint("up_to_seq", { mode: "number" }).notNull(),
    title: text("title").notNull(),
    /** JSON of the cells' ids and texts (`jsonb` refuses NUL characters, and people paste anything). */
    cells: text("cells").notNull(),
    words: tsvector("words").notNull(),
  },
  (t) => [index("notebook_texts_words").using("gin", t.words)],
);

export const kernelSessions = pgTable("kernel_sessions", {
  id: text("id").primaryKey(),
  notebookId: text("notebook_id")
    .notNull()
    .references(() => notebooks.id, { onDelete: "cascade" }),
  userId: text("user_id").notNull(),
  device: jsonb("device").$type<Device>().notNull(),
  createdAt: createdAt(),
  endedAt: moment("ended_at"),
});

export const executionStatus = pgEnum("execution_status", [
  "queued",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "lost",
]);

/** One running of one cell. Who, when and where are stamped by the server, never taken from the client. */
export const executions = pgTable(
  "executions",
  {
    id: text("id").primaryKey(),
    notebookId: text("notebook_id")
      .notNull()
      .references(() => notebooks.id, { onDelete: "cascade" }),
    cellId: text("cell_id").notNull(),
    sessionId: text("session_id")
      .notNull()
      .references(() => kernelSessions.id, { onDelete: "cascade" }),
    userId: text("user_id").notNull(),
    code: text("code").notNull(),
    codeHash: text("code_hash").notNull(),
    device: jsonb("device").$type<Device>().notNull(),
    status: executionStatus("status").notNull(),
    /** The n-th execution of this cell. */
    number: integer("number").notNull(),
    createdAt: createdAt(),
    startedAt: moment("started_at"),
    endedAt: moment("ended_at"),
  },
  (t) => [index("executions_cell").on(t.notebookId, t.cellId, t.createdAt)],
);

export const executionChunks = pgTable(
  "execution_chunks",
  {
    executionId: text("execution_id")
      .notNull()
      .references(() => executions.id, { onDelete: "cascade" }),
    /** Its place among the outputs: the number of the first chunk of its display or progress, or its own. */
    seq: integer("seq").notNull(),
    /** The number of the chunk that lies here now: a later one of the same display replaces the earlier. */
    lastSeq: integer("last_seq").notNull(),
    /** JSON as it came (`jsonb` refuses NUL characters and lone surrogates, and cells print both). Null when the chunk is large: it is then the blob named by `blobHash`. */
    chunk: text("chunk"),
    blobHash: text("blob_hash"),
  },
  (t) => [primaryKey({ columns: [t.executionId, t.seq] })],
);

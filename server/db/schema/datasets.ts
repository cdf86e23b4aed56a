import { bigint, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { DatasetManifest } from "@/lib/protocol/dataset";
import { user } from "./auth";
import { bytea, createdAt, moment } from "./columns";
import { workspaces } from "./people";

export const datasets = pgTable(
  "datasets",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    licence: text("licence").notNull().default(""),
    createdBy: text("created_by").references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    deletedAt: moment("deleted_at"),
  },
  (t) => [uniqueIndex("datasets_name").on(t.workspaceId, t.name)],
);

/** Immutable. `hash` is the SHA-256 of the manifest, which names every blob of the data by hash. */
export const datasetVersions = pgTable(
  "dataset_versions",
  {
    id: text("id").primaryKey(),
    datasetId: text("dataset_id")
      .notNull()
      .references(() => datasets.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    hash: text("hash").notNull(),
    manifest: jsonb("manifest").$type<DatasetManifest>().notNull(),
    rows: bigint("rows", { mode: "number" }).notNull(),
    bytes: bigint("bytes", { mode: "number" }).notNull(),
    message: text("message").notNull().default(""),
    createdBy: text("created_by").references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("dataset_versions_number").on(t.datasetId, t.number)],
);

/** Examples whose data is still to be imported into the workspace; the row goes when it is there. */
export const exampleImports = pgTable(
  "example_imports",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    /** Of the example. */
    name: text("name").notNull(),
    /** Why the last try failed. */
    error: text("error"),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.name] })],
);

/** Where a dataset was last imported from, to import it from there again. The address may hold a key, so all of it is sealed. */
export const datasetSources = pgTable("dataset_sources", {
  datasetId: text("dataset_id")
    .primaryKey()
    .references(() => datasets.id, { onDelete: "cascade" }),
  sealed: bytea("sealed").notNull(),
  /** What people may read of it. */
  label: text("label").notNull(),
  setBy: text("set_by").references(() => user.id, { onDelete: "set null" }),
  setAt: moment("set_at").notNull().defaultNow(),
});

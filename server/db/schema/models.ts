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
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ModelFiles, Signature } from "@/lib/protocol/model";
import { user } from "./auth";
import { createdAt, moment } from "./columns";
import { workspaces } from "./people";
import { runs } from "./runs";

export const models = pgTable(
  "models",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    createdAt: createdAt(),
    deletedAt: moment("deleted_at"),
  },
  (t) => [uniqueIndex("models_name").on(t.workspaceId, t.name)],
);

export const modelRuntime = pgEnum("model_runtime", ["onnx", "tfjs"]);

/** Immutable. `runtimeNote` says why a model is not served by ONNX Runtime. */
export const modelVersions = pgTable(
  "model_versions",
  {
    id: text("id").primaryKey(),
    modelId: text("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    runId: text("run_id").references(() => runs.id, { onDelete: "set null" }),
    files: jsonb("files").$type<ModelFiles>().notNull(),
    signature: jsonb("signature").$type<Signature>().notNull(),
    runtime: modelRuntime("runtime").notNull(),
    runtimeNote: text("runtime_note").notNull().default(""),
    bytes: bigint("bytes", { mode: "number" }).notNull(),
    createdBy: text("created_by").references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("model_versions_number").on(t.modelId, t.number)],
);

export const modelAliases = pgTable(
  "model_aliases",
  {
    modelId: text("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    alias: text("alias").notNull(),
    versionId: text("version_id")
      .notNull()
      .references(() => modelVersions.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.modelId, t.alias] })],
);

/** A published model: it answers at /v1/models/NAME. Unpublished endpoints keep their row and history. */
export const endpoints = pgTable(
  "endpoints",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    modelId: text("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    versionId: text("version_id")
      .notNull()
      .references(() => modelVersions.id),
    /** How many requests a minute each key may make. */
    requestsPerMinute: integer("requests_per_minute").notNull().default(6000),
    createdBy: text("created_by").references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    unpublishedAt: moment("unpublished_at"),
  },
  (t) => [uniqueIndex("endpoints_model").on(t.modelId)],
);

/** Which versions a person has put on an endpoint, in order: what it may answer with by number, and can roll back to. */
export const endpointVersions = pgTable(
  "endpoint_versions",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    endpointId: text("endpoint_id")
      .notNull()
      .references(() => endpoints.id, { onDelete: "cascade" }),
    versionId: text("version_id")
      .notNull()
      .references(() => modelVersions.id, { onDelete: "cascade" }),
    by: text("by").references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (t) => [index("endpoint_versions_endpoint").on(t.endpointId, t.id)],
);

export const endpointKeys = pgTable("endpoint_keys", {
  id: text("id").primaryKey(),
  endpointId: text("endpoint_id")
    .notNull()
    .references(() => endpoints.id, { onDelete: "cascade" }),
  prefix: text("prefix").notNull(),
  keyHash: text("key_hash").notNull().unique(),
  createdBy: text("created_by"),
  createdAt: createdAt(),
  lastUsedAt: moment("last_used_at"),
  revokedAt: moment("revoked_at"),
});

/** Traffic by minute: requests, failures and a latency histogram (counts by bucket of `LATENCY_BUCKETS_MS`). */
export const endpointTraffic = pgTable(
  "endpoint_traffic",
  {
    endpointId: text("endpoint_id")
      .notNull()
      .references(() => endpoints.id, { onDelete: "cascade" }),
    minute: moment("minute").notNull(),
    requests: integer("requests").notNull(),
    failures: integer("failures").notNull(),
    latency: jsonb("latency").$type<number[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.endpointId, t.minute] }), index("endpoint_traffic_minute").on(t.minute)],
);

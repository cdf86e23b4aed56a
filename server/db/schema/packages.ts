import { bigint, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { LockedPackage } from "@/lib/packages/lock";
import { createdAt } from "./columns";

/**
 * Packages of the npm registry that this server has made ready for cells. The same for all workspaces; which of them may
 * import one is decided at each load.
 */
export const packageBuilds = pgTable(
  "package_builds",
  {
    /** SHA-256 of the name, the path within it and the whole tree with its checksums. */
    id: text("id").primaryKey(),
    /** As it was asked for when it was made. */
    specifier: text("specifier").notNull(),
    name: text("name").notNull(),
    version: text("version").notNull(),
    integrity: text("integrity").notNull(),
    tree: jsonb("tree").$type<LockedPackage[]>().notNull(),
    bundleHash: text("bundle_hash").notNull(),
    bundleSize: bigint("bundle_size", { mode: "number" }).notNull(),
    typesHash: text("types_hash").notNull(),
    typesSize: bigint("types_size", { mode: "number" }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("package_builds_specifier").on(t.specifier, t.createdAt)],
);

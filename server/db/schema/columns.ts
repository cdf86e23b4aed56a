import { customType, timestamp } from "drizzle-orm/pg-core";

/** Raw bytes; drizzle has no bytea of its own. */
export const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => "bytea",
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});

export const createdAt = () => timestamp("created_at", { withTimezone: true }).notNull().defaultNow();
export const moment = (name: string) => timestamp(name, { withTimezone: true });

/** Words to be found by; drizzle has no type for them. Written and asked by SQL alone. */
export const tsvector = customType<{ data: string; driverData: string }>({ dataType: () => "tsvector" });

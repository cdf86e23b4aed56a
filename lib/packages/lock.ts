import { z } from "zod";
import { MAX_SPECIFIER } from "./specifier";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One package of a resolved tree. */
export const lockedPackageSchema = z.object({
  /** Its folder: `node_modules/d3-array`, or within another package's. */
  at: z
    .string()
    .max(1000)
    .regex(/^(?:node_modules\/(?:@[\w.~-]+\/)?[\w.~-]+)(?:\/node_modules\/(?:@[\w.~-]+\/)?[\w.~-]+)*$/)
    .refine((at) => !at.split("/").some((part) => part === ".." || part === ".")),
  name: z.string().max(214),
  version: z.string().max(256),
  integrity: z.string().max(1000),
});
export type LockedPackage = z.infer<typeof lockedPackageSchema>;

/** What an import of a package means in this notebook, to the byte: made at its first import, kept in the document. */
export const packageLockSchema = z.object({
  name: z.string().max(214),
  version: z.string().max(256),
  integrity: z.string().max(1000),
  /** SHA-256 of the ES module that holds it and all it imports. */
  bundle: sha256,
  /** SHA-256 of its declarations (`PackageTypes` of lib/language). */
  types: sha256,
  tree: z.array(lockedPackageSchema).max(1000),
});
export type PackageLock = z.infer<typeof packageLockSchema>;

/** By import specifier. */
export const packageLocksSchema = z.record(z.string().max(MAX_SPECIFIER), packageLockSchema);
export type PackageLocks = z.infer<typeof packageLocksSchema>;

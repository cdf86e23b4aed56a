import type * as Y from "yjs";
import { type PackageLock, type PackageLocks, packageLockSchema } from "@/lib/packages/lock";

const lockMap = (doc: Y.Doc): Y.Map<unknown> => doc.getMap("packages");

/** The package that an import means here. What lies in the document came from other people: what is no lock reads as none. */
export function readPackageLock(doc: Y.Doc, specifier: string): PackageLock | undefined {
  return packageLockSchema.safeParse(lockMap(doc).get(specifier)).data;
}

export function readPackageLocks(doc: Y.Doc): PackageLocks {
  const locks = [...lockMap(doc).keys()].map((specifier) => [specifier, readPackageLock(doc, specifier)] as const);
  return Object.fromEntries(locks.flatMap(([specifier, lock]) => (lock ? [[specifier, lock]] : [])));
}

/** Not undone by anybody's undo: the lock says what has run. */
export function keepPackageLock(doc: Y.Doc, specifier: string, lock: PackageLock): void {
  const known = lockMap(doc).get(specifier);
  if (JSON.stringify(known) !== JSON.stringify(lock)) lockMap(doc).set(specifier, lock);
}

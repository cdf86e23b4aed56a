import type * as Y from "yjs";
import type { LanguagePackage } from "@/lib/language/protocol";
import { packageLockSchema } from "@/lib/packages/lock";
import type { PackageSource } from "./language-feed";

/** The packages of a document's lock, and where the page finds their declarations. */
export function packageTypesOf(doc: Y.Doc, blobUrl: (hash: string) => string): PackageSource {
  const locks = doc.getMap<unknown>("packages");
  let known: readonly LanguagePackage[] | null = null;
  const read = (): LanguagePackage[] =>
    [...locks.entries()].flatMap(([specifier, entry]) => {
      // Anyone who edits the notebook may have written anything.
      const lock = packageLockSchema.safeParse(entry);
      return lock.success ? [{ specifier, url: blobUrl(lock.data.types) }] : [];
    });
  return {
    subscribe: (listener) => {
      const changed = () => {
        known = null;
        listener();
      };
      locks.observe(changed);
      return () => locks.unobserve(changed);
    },
    getSnapshot: () => (known ??= read()),
  };
}
